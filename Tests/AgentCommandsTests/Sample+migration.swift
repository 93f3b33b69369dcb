import Basics
import ControlModel

@testable import AgentCore

extension Sample {
  private static let unified = ReleaseID("adnet/3.0.0-0f3a9c1b2d4e")!

  /// Alpha is moved, delta is on its way or has failed, and both are to be joined.
  static func migration(_ state: Migration.State) -> MigrationDocument {
    typealias Chain = MigrationStepStatus.Chain
    let isDone = state == .done
    return MigrationDocument(
      id: "m1", goal: .unified, state: state, goesBack: false,
      steps: [
        MigrationStepStatus(
          topology: .split, state: .done,
          chains: [
            Chain(
              chain: alpha, release: unified, operation: "m1-1-alpha", gapMs: 2_130,
              divertedMs: 3_020, failedRequests: 0, answeredByPeers: 41)
          ], startedAt: Timestamp(unixMilliseconds: now.unixMilliseconds - 60_000), ms: 21_000),
        MigrationStepStatus(
          topology: .split,
          state: isDone ? .done : state == .asks ? .pending : .running,
          chains: [
            Chain(
              chain: delta, release: unified, operation: "m1-2-delta", gapMs: isDone ? 2_480 : nil,
              divertedMs: isDone ? 3_400 : nil, failedRequests: isDone ? 2 : nil)
          ], startedAt: Timestamp(unixMilliseconds: now.unixMilliseconds - 30_000),
          ms: isDone ? 20_000 : nil),
        MigrationStepStatus(
          topology: .unified, state: isDone ? .done : .pending,
          chains: [alpha, delta].map { Chain(chain: $0, release: unified) }),
      ],
      failure: state == .asks
        ? Failure(
          .nodeExited, "cannot start adnet@delta.service: the node ended 2 times in a row",
          hint: "journalctl -u adnet@delta.service") : nil,
      startedAt: Timestamp(unixMilliseconds: now.unixMilliseconds - 61_000),
      endedAt: isDone ? now : nil,
      origin: [alpha: old, delta: ReleaseID("deltaos/1.0.0-0f3a9c1b2d4e")!])
  }

  static let migrationPlan = MigrationPlanDocument(
    goal: .unified,
    plan: MigrationPlan(
      gates: [alpha: plan.gates, delta: [Gate(.disk, .passed, "the disks have room")]],
      steps: [
        MigrationPlan.Step(
          topology: .split, chains: [alpha],
          text: "move alpha to adnet@alpha.service with \(unified)",
          clients: "are answered by peers meanwhile", gaps: [alpha: GapForecast([2_100, 2_300])!]),
        MigrationPlan.Step(
          topology: .unified, chains: [alpha, delta],
          text: "join alpha and delta in one process: adnet.service with \(unified)",
          clients: "wait while the node is down, on all of them at the same time", gaps: [:]),
      ], wayBack: "a step that fails is rolled back and retried once"))
}
