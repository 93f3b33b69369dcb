/// The part of an unfinished import that everybody may know: no words of the node that is taken over but
/// its unit's name.
public struct ImportNotice: Hashable, Codable, Sendable {
  public static let schemaName = "adnet.import-notice/1"

  public var schema = Self.schemaName
  /// The unit, or `process 4711`.
  public var source: String
  /// `configure`, `stop`, `move`, …
  public var step: String
  /// The node is being given back to what ran it before.
  public var leadsBack: Bool
  /// The error of the last try; nil while one is under way.
  public var failure: String?
  public var hint: String?
  public var sinceUnixMs: Int

  public init(source: String, step: String, leadsBack: Bool, sinceUnixMs: Int) {
    self.source = source
    self.step = step
    self.leadsBack = leadsBack
    self.sinceUnixMs = sinceUnixMs
  }

  private var words: String {
    leadsBack ? "undoing the import of \(source)" : "importing \(source)"
  }

  public func problem(of chain: ChainName) -> Problem {
    guard let failure else {
      return Problem(
        kind: .importRunning, severity: .notice, chain: chain, text: "\(words): step \(step)",
        hint: "adnet-agent import \(chain) --resume follows it")
    }
    return Problem(
      kind: .importUnfinished, severity: .critical, chain: chain,
      text: "\(words) is stuck at step \(step): \(failure)",
      hint: hint ?? "adnet-agent import \(chain) --resume, or --undo")
  }

  /// Whether the import gives orders to the chain itself, in these steps alone.
  public var givesOrders: Bool { ["enable", "start"].contains(step) }

  /// Whether its node is away, and no step of it is stuck.
  public var holdsHost: Bool {
    failure == nil && ["stop", "mask", "move", "enable", "start"].contains(step)
  }

  /// The reason why nothing of another chain is begun meanwhile.
  public func busy(with chain: ChainName) -> Failure {
    Failure(
      .busy,
      "cannot begin: chain \(chain) is being imported (\(words), step \(step)), and its node is "
        + "down",
      hint: "adnet-agent import \(chain) --resume follows it; try again when it has ended")
  }

  /// The reason why nobody else does anything to the chain now.
  public func refusal(of chain: ChainName) -> Failure {
    Failure(
      .importRunning,
      "cannot do this while chain \(chain) is being imported: \(words), step \(step)",
      hint: "adnet-agent import \(chain) --resume, or --undo")
  }
}

/// The part of a finished import that everybody may know, as long as it may be undone.
public struct ImportedNote: Hashable, Codable, Sendable {
  public static let schemaName = "adnet.imported/1"

  public var schema = Self.schemaName
  /// The unit, or `process 4711`.
  public var source: String
  /// The release that was taken over. Once another owns the chain, an undo is refused.
  public var release: ReleaseID?

  public init(source: String, release: ReleaseID?) {
    self.source = source
    self.release = release
  }
}
