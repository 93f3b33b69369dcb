import AgentCore

/// Gates, for people.
enum GateListText {
  static func lines(_ gates: [Gate], width: Int, paint: Paint) -> [String] {
    gates.flatMap { gate in
      let state = gate.state.rawValue.padded(to: 8)
      let name = gate.name.rawValue.replacing("_", with: " ").padded(to: 16)
      var lines = Wrap.lines(gate.text + clears(gate), lead: "  \(state) \(name) ", width: width)
      lines[0] = "  " + paint(state, tone(gate.state)) + lines[0].dropFirst(2 + state.count)
      if let hint = gate.hint {
        lines += Wrap.lines(
          "hint: \(hint)", lead: String(repeating: " ", count: 28), width: width)
      }
      return lines
    }
  }

  private static func clears(_ gate: Gate) -> String {
    guard gate.state != .passed, let milliseconds = gate.clearsInMs else { return "" }
    return "; clears in about \(Durations.rough(milliseconds: Int64(milliseconds)))"
  }

  private static func tone(_ state: Gate.State) -> Tone {
    switch state {
    case .passed: .good
    case .warning: .waiting
    case .blocked: .bad
    }
  }
}
