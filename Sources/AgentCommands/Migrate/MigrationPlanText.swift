import AgentCore
import Basics
import ControlModel

/// The plan of a migration, for people.
enum MigrationPlanText {
  static func render(_ plan: MigrationPlanDocument, width: Int, paint: Paint) -> String {
    var lines = [
      "migration to \(plan.goal): "
        + (plan.isAllowed ? "not done yet" : paint("would be refused now", .bad))
    ]
    for obstacle in plan.obstacles ?? [] {
      lines += Wrap.lines(obstacle.text, lead: "  blocked  ", width: width).map {
        $0.replacing("  blocked", with: "  " + paint("blocked", .bad), maxReplacements: 1)
      }
      if let hint = obstacle.hint {
        lines += Wrap.lines("hint: \(hint)", lead: "           ", width: width)
      }
    }
    for (chain, gates) in plan.gates.sorted(by: { $0.key < $1.key }) {
      lines.append("  chain \(chain)")
      lines += GateListText.lines(gates, width: width, paint: paint)
    }
    for (number, step) in plan.steps.enumerated() {
      lines.append("  \(number + 1). ".padded(to: 6) + step.text)
      lines.append("      clients: \(step.clients)")
      for (chain, gap) in step.gaps.sorted(by: { $0.key < $1.key }) {
        lines.append(
          "      \(chain) is likely to be down for \(Durations.exact(milliseconds: Int64(gap.milliseconds)))"
            + ", at most \(Durations.exact(milliseconds: Int64(gap.longest))) (the last \(gap.count) times)"
        )
      }
    }
    lines += Wrap.lines(plan.wayBack, lead: "  way back: ", width: width)
    return lines.joined(separator: "\n") + "\n"
  }
}
