public import Basics

/// The verb of an order to a chain: its word on the command line and the last part of its path in the API.
public enum OrderVerb: String, CaseIterable, Sendable {
  case enable, disable, start, stop, restart, swap, rollback, drain, undrain

  /// The keys of the terms that it takes; any other is refused.
  public var terms: [String] {
    ["dry_run", "accept_halt", "together"] + own
  }

  private var own: [String] {
    switch self {
    case .start: ["accept_height"]
    case .swap: ["accept_height", "ledger_put_back", "version"]
    case .drain: ["reason", "for_reboot", "without_peers"]
    case .enable, .disable, .stop, .restart, .rollback, .undrain: []
    }
  }

  /// The verb in a sentence.
  public var words: String { self == .rollback ? "roll back" : rawValue }

  /// The sentence's part that says what is wrong with these terms; nil when nothing is.
  public func flaw(in terms: OrderTerms) -> String? {
    switch self {
    case .swap where !ReleaseID.isName(terms.version): "the version isn't one"
    case .drain where !Command.Drain.isReason(terms.reason):
      "the reason is one line of at most 200 bytes"
    default: nil
    }
  }
}

extension Command {
  /// An operator's order, with the name of whoever gives it.
  public init(
    id: String, chain: ChainName, _ verb: OrderVerb, _ terms: OrderTerms, by who: String
  ) {
    self.init(
      id: id, chain: chain, verb: Verb(verb, terms), acceptsHalt: terms.acceptHalt ? who : nil)
    self.terms = terms
    ledgerPutBackBy = terms.ledgerPutBack ? who : nil
    acceptsHeight = terms.acceptHeight ? who : nil
  }
}

extension Command.Verb {
  init(_ verb: OrderVerb, _ terms: OrderTerms) {
    self =
      switch verb {
      case .enable: .enable
      case .disable: .disable
      case .start: .start
      case .stop: .stop
      case .restart: .restart
      case .swap: .swap(terms.version)
      case .rollback: .rollback
      case .drain:
        .drain(
          Command.Drain(
            reason: terms.reason, forReboot: terms.forReboot, withoutPeers: terms.withoutPeers))
      case .undrain: .undrain
      }
  }

  /// The verb without what is said with it.
  var order: OrderVerb {
    switch self {
    case .enable: .enable
    case .disable: .disable
    case .start: .start
    case .stop: .stop
    case .restart: .restart
    case .swap: .swap
    case .rollback: .rollback
    case .drain: .drain
    case .undrain: .undrain
    }
  }
}
