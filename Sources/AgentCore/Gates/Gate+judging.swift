extension Gate {
  /// What blocks and may be accepted is a warning once somebody has accepted it.
  /// - Parameter names: the gates that he may accept.
  public static func accepted(
    _ gates: [Gate], by who: String?, _ names: Set<Name> = [.quorum, .chainAdvances]
  ) -> [Gate] {
    guard let who else { return gates }
    return gates.map { gate in
      guard gate.state == .blocked, names.contains(gate.name) else { return gate }
      var gate = gate
      gate.state = .warning
      gate.text += " (accepted by \(who))"
      gate.hint = nil
      return gate
    }
  }
}

extension CommandDesk {
  /// Everything that is in the way, at once.
  func refusal(_ gates: [Gate]) -> Failure? {
    let blocked = gates.blocked
    guard let first = blocked.first else { return nil }
    return refuse(
      "gate_\(first.name.rawValue)", blocked.map(\.text).joined(separator: "; "),
      hint: blocked.count == 1 ? first.hint : "adnet-agent why \(name) tells each with what helps")
  }
}

extension Command.Verb {
  var isForReboot: Bool {
    if case .drain(let how) = self { how.forReboot } else { false }
  }
}
