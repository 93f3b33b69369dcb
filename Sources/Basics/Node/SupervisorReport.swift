/// The report of a node unit's supervisor on itself, in `/run/adnet/<chain>/<unit>.status`.
///
/// The report says what was true when it was written. Whether its writer still lives is for the
/// reader to find out: same boot, and the unit's main process is `supervisorPID`.
public struct SupervisorReport: Hashable, Codable, Sendable {
  public static let schema = "adnet.supervisor/1"

  public enum State: String, Codable, Sendable, CaseIterable {
    case declined, invalid, backoff, starting, ready, stopping, exited
    case lockWait = "lock-wait"
  }

  public enum Handoff: String, Codable, Sendable, CaseIterable { case on, off, denied }

  public var unit: String
  public var chain: ChainName
  public var state: State
  public var reason: String = ""
  public var supervisorPID: Int32 = 0
  /// 0 when there is no node.
  public var nodePID: Int32 = 0
  /// Nil when the chain's link couldn't be read.
  public var generation: Int?
  public var release: ReleaseID?
  public var sinceUnixMs: Int = 0
  public var startedUnixMs: Int?
  /// The same by the boot's clock.
  public var startedBoottimeMs: Int?
  public var readyUnixMs: Int?
  public var handoff: Handoff?
  public var handoffReason: String = ""
  /// By role.
  public var ports: [String: NodePort] = [:]
  public var backoffUntilUnixMs: Int?
  /// Exits in a row that nobody ordered.
  public var failures: Int = 0
  public var bootID: String
  /// Of the process that this report tells of, once it has ended.
  public var lastExit: NodeExit?
  /// Of the one before it, in this boot.
  public var exitBefore: NodeExit?

  public init(unit: String, chain: ChainName, state: State, bootID: String) {
    self.unit = unit
    self.chain = chain
    self.state = state
    self.bootID = bootID
  }

  /// Whether its node is handed held sockets; nil where the supervisor hadn't looked at them yet when it
  /// told this.
  public var knownHandoff: Handoff? {
    switch state {
    case .declined, .invalid, .lockWait: nil
    case .backoff, .starting, .ready, .stopping, .exited: handoff
    }
  }
}
