import AgentCore
public import Basics

/// How far taking over a node is. It is on the disk before each step, so that whoever comes after a
/// kill or a power cut goes on, or goes back.
public struct ImportRecord: Hashable, Codable, Sendable {
  public static let schemaName = "adnet.import/2"

  /// In the order in which they are done; undone in the reverse order.
  public enum Step: String, Codable, Sendable, CaseIterable {
    /// The fragment of agent.toml, and the units' settings.
    case configure
    /// The node's file becomes a release.
    case release
    /// A key from the command line gets a file.
    case key
    /// The old node is stopped, and has ended.
    case stop
    /// The step after which nothing starts the old node any more.
    case mask
    /// The step after which ledger and key are where our node looks for them.
    case move
    /// Undone, the chain doesn't start at boot any more; that it does comes with `start`.
    case enable
    /// Our node runs, ready and healthy.
    case start
  }

  public enum Direction: String, Codable, Sendable { case forward, back }

  public var schema = Self.schemaName
  public var node: ForeignNode
  public var plan: ImportPlan
  /// The release, once it is added.
  public var release: ReleaseID?
  public var direction = Direction.forward
  /// The last step that was begun.
  public var step = Step.configure
  /// Whether that step is done; on the way back, whether it is undone.
  public var isDone = false
  public var beganUnixMs: Int
  /// Between the order to stop the old node and a healthy new one.
  public var stoppedUnixMs: Int?
  public var healthyUnixMs: Int?
  /// The old node's exit, as its unit told it; nil when nobody did.
  public var exit: String?
  public var who: String
  /// The user who accepted that the chain halts; nil without one.
  public var acceptsHalt: String?
  /// The user who accepted an unknown height of the node; nil without one.
  public var acceptsUnknownHeight: String?
  /// The height of the old node right before its stop was ordered; nil if it wasn't known, and that was
  /// accepted.
  public var height: UInt64?
  /// The last height of our node before an undo; nil if it wasn't known.
  public var reached: UInt64?
  /// The ledger was moved to its end, so that it is there for the way back; nil before.
  public var hasMoved: Bool?
  /// Where the safety record was after the move; nil where there was none, or the record is of before.
  public var recordAt: String?
  /// The failure of the last try, which caused the way back.
  public var failure: Cause?
  public var cause: Cause?

  public struct Cause: Hashable, Codable, Sendable {
    public var kind: FailureKind
    public var text: String
    public var hint: String?
    public var exit: Int32

    public init(_ failure: Failure) {
      kind = failure.kind
      text = failure.text
      hint = failure.hint
      exit = failure.exit.rawValue
    }
  }

  public init(_ node: ForeignNode, _ plan: ImportPlan, beganUnixMs: Int, who: String) {
    self.node = node
    self.plan = plan
    self.beganUnixMs = beganUnixMs
    self.who = who
  }

  /// The next step, again after an interruption; nil at the end.
  public var next: Step? {
    let all = Step.allCases
    let index = all.firstIndex(of: step)!
    guard isDone else { return step }
    let next = direction == .forward ? index + 1 : index - 1
    return all.indices.contains(next) ? all[next] : nil
  }

  /// Everything is done, or undone.
  public var isOver: Bool { next == nil }

  public mutating func begin(_ step: Step) {
    self.step = step
    isDone = false
  }

  /// Undone to its end, or never begun: another import may begin.
  public var isUndone: Bool { isOver && direction == .back }

  public var notice: ImportNotice {
    var notice = ImportNotice(
      source: node.name.printable, step: step.rawValue, leadsBack: direction == .back,
      sinceUnixMs: beganUnixMs)
    notice.failure = failure?.text
    notice.hint = failure?.hint
    return notice
  }

  /// From here back: what was begun is undone first, whether or not it was done.
  public mutating func turnBack() {
    guard direction == .forward else { return }
    direction = .back
    isDone = false
  }
}
