import Basics

/// From what is wanted and what is seen to what is to be done. The same function makes the plan an
/// operator is shown, the drift the agent sees, and the work of the one who does it.
public enum HostPlanner {
  public static func plan(_ wanted: HostSettings, seeing observation: HostObservation) -> HostPlan {
    var plan = HostPlan()
    // The cheap and urgent first: to make a swap file may take minutes.
    if let scores = observation.scores.value { planScores(scores, into: &plan) }
    judge(observation.oomDaemons, into: &plan)
    if let seen = observation.swappiness.value { planSwappiness(wanted, seen, into: &plan) }
    if let seen = observation.swap.value { SwapSpacePlanner(wanted.swap, seen).plan(into: &plan) }
    return plan
  }

  private static func planScores(_ scores: [ProcessScore], into plan: inout HostPlan) {
    for score in scores.sorted(by: { $0.process < $1.process }) {
      guard let to = score.correction else { continue }
      plan.steps.append(
        .setScore(
          process: score.process, name: score.name, unit: score.unit, to: to, was: score.live))
    }
  }

  /// Their settings are the operator's: what they would do is told.
  private static func judge(_ oomDaemons: [OOMDaemon], into plan: inout HostPlan) {
    for daemon in oomDaemons {
      guard !daemon.mayChoose.isEmpty else {
        plan.notes.append("\(daemon.name) runs and is configured to spare the nodes")
        continue
      }
      plan.problems.append(
        Problem(
          kind: .oomSecondKiller, severity: .warning,
          text:
            "\(daemon.name) may kill \(daemon.mayChoose.joined(separator: ", ")) before the kernel's OOM order applies",
          hint: daemon.remedy))
    }
  }

  private static func planSwappiness(
    _ wanted: HostSettings, _ seen: Swappiness, into plan: inout HostPlan
  ) {
    if seen.live != wanted.swappiness {
      plan.steps.append(.setSwappiness(wanted.swappiness, was: seen.live))
    }
    let ours = seen.lines.last(where: \.isOurs)
    if ours?.value != "\(wanted.swappiness)" {
      plan.steps.append(.writeSwappiness(wanted.swappiness))
    }
    for (index, line) in seen.lines.enumerated()
    where !line.isOurs && line.value != "\(wanted.swappiness)" {
      // Before ours is written it is as good as last: its name sorts after all that are usual.
      guard let mine = seen.lines.lastIndex(where: \.isOurs) else { continue }
      if index > mine {
        plan.problems.append(
          Problem(
            kind: .swappinessOverridden, severity: .warning,
            text:
              "\(line.file):\(line.number) sets vm.swappiness to \(line.value) at the next boot, overriding ours",
            hint: "remove that line"))
      } else {
        plan.notes.append(
          "\(line.file):\(line.number) says vm.swappiness = \(line.value); ours overrides it")
      }
    }
  }
}
