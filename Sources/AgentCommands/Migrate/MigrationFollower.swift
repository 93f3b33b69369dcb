import AgentCore
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

/// Shows a migration on the standard error until it ends or waits for an operator. Ctrl-C ends only
/// the showing.
struct MigrationFollower {
  private let client: ControlClient
  private var told: Set<String> = []
  /// The time between two looks, in milliseconds; steps take seconds.
  private static let period: Int32 = 250
  /// How long the agent may be away, as when it is upgraded meanwhile.
  private static let patience: Int64 = 60_000

  private init(_ client: ControlClient) { self.client = client }

  /// Ends the command after Ctrl-C.
  static func end(
    of migration: MigrationDocument, _ client: ControlClient
  ) throws -> MigrationDocument {
    var follower = MigrationFollower(client)
    guard let last = try follower.follow(migration) else { throw CommandExit(code: .busy) }
    return last
  }

  /// Nil after Ctrl-C.
  private mutating func follow(_ first: MigrationDocument) throws(Failure) -> MigrationDocument? {
    let signals = try SignalFD.termination()
    var migration = first
    var lostUntil: Deadline?
    while true {
      show(migration)
      if migration.hasEnded { return migration }
      var poll = Poll()
      _ = poll.add(signals.descriptor)
      try poll.wait(milliseconds: Int64(Self.period))
      if signals.next() != nil {
        Terminal.words.write(
          "still running in the background; follow it with adnet-agent migrate status --follow\n")
        return nil
      }
      do throws(Failure) {
        migration = try client.migration()
        lostUntil = nil
      } catch {
        guard error.exit == .unreachable else { throw error }
        let limit = lostUntil ?? Deadline(milliseconds: Self.patience)
        lostUntil = limit
        guard !limit.isOver else { throw error }
      }
    }
  }

  /// Each line once.
  private mutating func show(_ migration: MigrationDocument) {
    for (index, step) in migration.steps.enumerated() where step.state != .pending {
      let time = step.ms.map { "  \(Durations.exact(milliseconds: Int64($0)))" } ?? ""
      tell("step \(index + 1)  \(MigrationText.title(step))  \(step.state.rawValue)\(time)")
    }
    if let wait = migration.waitingFor, !migration.hasEnded { tell("waiting: \(wait)") }
    if let failure = migration.failure { tell("failed: \(failure.text)") }
  }

  private mutating func tell(_ line: String) {
    if told.insert(line).inserted { Terminal.words.write("  \(line)\n") }
  }
}

extension MigrationDocument {
  /// Whether nothing more happens by itself.
  var hasEnded: Bool {
    switch state {
    case .running, .aborting: false
    case .paused: !steps.contains { $0.state == .running }
    case .asks, .done, .finished, .aborted, .rolledBack: true
    }
  }
}
