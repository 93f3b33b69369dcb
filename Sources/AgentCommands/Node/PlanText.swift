import AgentCore
import ControlModel

/// What an order would do, for people.
enum PlanText {
  static func render(_ plan: PlanDocument, width: Int, paint: Paint) -> String {
    var lines = [
      "\(plan.chain): \(title(plan)), "
        + (plan.isAllowed ? "not done yet" : paint("it would be refused now", .bad))
    ]
    lines += GateText.lines(plan.gates, width: width, paint: paint)
    if plan.steps.isEmpty { lines.append("  nothing to do") }
    for (number, step) in plan.steps.enumerated() {
      lines.append("  \(number + 1). ".padded(to: 6) + step.text)
      lines.append("      clients: \(step.clients)")
    }
    if let gap = plan.gap {
      let usual = Durations.exact(milliseconds: Int64(gap.milliseconds))
      let longest = Durations.exact(milliseconds: Int64(gap.longest))
      lines.append(
        "  the node is likely to be away for \(usual), at most \(longest) (the last \(gap.count) times)"
      )
    }
    lines += Wrap.lines(plan.wayBack, lead: "  way back: ", width: width)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func title(_ plan: PlanDocument) -> String {
    OperationText.title(
      OperationSummary(
        id: "", kind: plan.kind, from: plan.from, to: plan.to, outcome: .running,
        startedAt: Timestamp(unixMilliseconds: 0)))
  }
}
