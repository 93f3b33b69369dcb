public import Basics

/// An operator's command for one chain.
public struct Command: Hashable, Sendable {
  public enum Verb: Hashable, Sendable {
    case enable, disable, start, stop, restart, rollback
    /// A version or a folder (`1.4.0-0f3a9c1b2d4e`) of the program in place, or either with its
    /// program in front, `adnet/1.0.0`.
    case swap(String)
    case drain(Drain)
    case undrain
  }

  /// The way in which a chain is drained.
  public struct Drain: Hashable, Sendable {
    public var reason: String
    /// Whether it ends by itself when the node is healthy after the next boot.
    public var forReboot: Bool
    /// Even if nobody could answer in the node's place.
    public var withoutPeers: Bool

    public init(reason: String = "", forReboot: Bool = false, withoutPeers: Bool = false) {
      self.reason = reason
      self.forReboot = forReboot
      self.withoutPeers = withoutPeers
    }

    /// Whether a text can be a reason: one line, and no more than 200 bytes.
    public static func isReason(_ text: String) -> Bool {
      text.utf8.count <= 200
        && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
    }
  }

  /// Given by the caller; becomes the operation's.
  public private(set) var id: String
  public private(set) var chain: ChainName
  public let verb: Verb
  /// All that was said with it; as by default when no operator gives it.
  public internal(set) var terms = OrderTerms()
  /// The person who accepts that the chain halts; nil when nobody does.
  public let acceptsHalt: String?
  /// The unit that is to own the chain after a swap; nil for the one that it is in, or that runs the
  /// release's program for this chain alone.
  public var unit: String?
  /// The person who accepts that only the next program can read the ledger afterwards; nil when
  /// nobody does.
  public var acceptsConversion: String?
  /// The person who has restored a ledger of before a conversion by hand; nil when nobody has.
  public var ledgerPutBackBy: String?
  /// The person who accepts that the node comes up below the height that the chain had; nil when
  /// nobody does.
  public var acceptsHeight: String?
  /// A node of another unit is taken over: the chain is enabled, and nothing that ran here before is
  /// started, since its ledger and its settings are none of this one's.
  public var imports = false
  /// Whether it leads back to what has run here before.
  public var leadsBack = false
  /// The generation whose settings it leads back to.
  public var settingsOf: Int?
  /// Whether it is started with what is configured, whatever is kept.
  var ignoresKept = false
  /// The group of commands it belongs to, each for another chain of one process; nil for one alone.
  public var together: OperationGroup?

  public init(
    id: String, chain: ChainName, verb: Verb, acceptsHalt: String? = nil, unit: String? = nil,
    together: OperationGroup? = nil
  ) {
    self.id = id
    self.chain = chain
    self.verb = verb
    self.acceptsHalt = acceptsHalt
    self.unit = unit
    self.together = together
  }

  /// The same for every chain of one process, with all else that was asked for; this one's chain first.
  public func together(with companions: [ChainName]) -> [Command] {
    let chains = [chain] + companions
    return chains.map { one in
      var command = self
      command.id = OperationGroup.operationID(id, one)
      command.chain = one
      command.together = OperationGroup(group: id, chains: chains.filter { $0 != one })
      return command
    }
  }

  /// Whether something is to be done to the node, as opposed to its clients.
  var concernsNode: Bool {
    switch verb {
    case .enable, .disable, .start, .stop, .restart, .rollback, .swap: true
    case .drain, .undrain: false
    }
  }
}
