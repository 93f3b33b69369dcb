import AgentCore
import ControlModel

/// What an order would do, for people.
enum PlanText {
  static func render(_ plan: PlanDocument) -> String {
    var lines = ["\(plan.chain): \(title(plan)), not done yet"]
    for gate in plan.gates {
      switch gate.state {
      case .passed: lines.append("  passed: \(gate.name)")
      case .notChecked: lines.append("  not checked: \(gate.name)")
      }
    }
    if plan.steps.isEmpty { lines.append("  nothing to do") }
    for (number, step) in plan.steps.enumerated() {
      lines.append("  \(number + 1). ".padded(to: 6) + step.text)
      lines.append("      clients: \(step.clients)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func title(_ plan: PlanDocument) -> String {
    OperationText.title(
      OperationSummary(
        id: "", kind: plan.kind, from: plan.from, to: plan.to, outcome: .running,
        startedAt: Timestamp(unixMilliseconds: 0)))
  }
}
