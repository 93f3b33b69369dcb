import AgentCore
import Basics
import ControlModel

/// The plan of an order, for people.
enum PlanText {
  static func render(_ plan: PlanDocument, width: Int, paint: Paint) -> String {
    var lines = [
      "\(plan.chain): \(title(plan)), "
        + (plan.isAllowed ? "not done yet" : paint("would be refused now", .bad))
    ]
    lines += mates(plan).map { "  \($0)" }
    lines += GateListText.lines(plan.gates, width: width, paint: paint)
    if plan.steps.isEmpty { lines.append("  nothing to do") }
    for (number, step) in plan.steps.enumerated() {
      lines.append("  \(number + 1). ".padded(to: 6) + step.text)
      lines.append("      clients: \(step.clients)")
    }
    if let gap = plan.gap {
      let usual = Durations.exact(milliseconds: Int64(gap.milliseconds))
      let longest = Durations.exact(milliseconds: Int64(gap.longest))
      lines.append(
        "  the node is likely to be down for \(usual), at most \(longest) (the last \(gap.count) times)"
      )
    }
    lines += Wrap.lines(plan.wayBack, lead: "  way back: ", width: width)
    return lines.joined(separator: "\n") + "\n"
  }

  /// The lines about the other chains of the process, which go the same way.
  private static func mates(_ plan: PlanDocument) -> [String] {
    guard let chains = plan.together, !chains.isEmpty else { return [] }
    let names = chains.map(\.text).joined(separator: " and ")
    let what =
      switch plan.kind {
      case .install, .swap, .rollback: "changes its release with it"
      case .restart: "is restarted with it"
      case .start: "is started with it"
      case .stop: "is stopped with it"
      case .enable: "is enabled with it"
      case .disable: "is disabled with it"
      case .drain: "is drained with it"
      case .undrain: "is undrained with it"
      }
    return ["\(names) \(what)"]
  }

  private static func title(_ plan: PlanDocument) -> String {
    OperationText.title(
      OperationSummary(
        id: "", kind: plan.kind, from: plan.from, to: plan.to, outcome: .running,
        startedAt: Timestamp(unixMilliseconds: 0)))
  }
}
