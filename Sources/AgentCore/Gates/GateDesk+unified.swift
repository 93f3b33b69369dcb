import Basics

/// Whether a unit of the unified program can be what it is told to be.
extension GateDesk {
  /// Nil where the release has the mode, or the unit is told none.
  func mode(_ target: Generation, _ fitness: ReleaseFitness) -> Gate? {
    guard let mode = settings.modes[target.unit] else { return nil }
    guard let modes = fitness.modes else {
      return Gate(
        .release, .warning,
        "\(target.release) doesn't tell its modes, and \(target.unit) runs it as \(mode)",
        hint: "what it prints for: run --help")
    }
    guard !modes.contains(mode) else { return nil }
    return Gate(
      .release, .blocked,
      "\(target.release) has no mode \(mode), which \(target.unit) runs it in; it has "
        + modes.joined(separator: ", "),
      hint: "its arguments are in agent.toml: adnet-agent config show")
  }

  /// Nil where one process doesn't come to serve all chains, or the host is large enough for it.
  var jointMemory: Gate? {
    guard let target, target.unit == settings.sharedUnit,
      now.current.generation?.unit != target.unit, let why = now.host.smallForShared
    else { return nil }
    return Gate(.memory, .warning, why, hint: "adnet-agent doctor --unified")
  }

  /// Systemd lets two of its sockets listen at one port: each gets some of the other's clients.
  var portsOfOthers: Gate? {
    guard !now.host.portsOfOthers.isEmpty else { return nil }
    return Gate(
      .ports, .blocked, now.host.portsOfOthers.joined(separator: "; "),
      hint: "stop both chains, then start both")
  }

  /// Nil where a unit has no ports but the chains'.
  var ports: Gate? {
    guard let target, let owner = now.current.generation, owner.unit != target.unit,
      let wanted = settings.otherPorts[target.unit], !wanted.isEmpty
    else { return nil }
    let own = settings.otherPorts[owner.unit] ?? []
    let taken = wanted.filter { now.host.listening.contains($0) && !own.contains($0) }
    let list = (taken.isEmpty ? wanted : taken).map { "\($0)" }.joined(separator: ", ")
    return taken.isEmpty
      ? Gate(.ports, .passed, "nobody listens at \(list), which \(target.unit) is told besides")
      : Gate(
        .ports, .blocked, "somebody listens at \(list), which \(target.unit) is told to take",
        hint: "ss -lntp shows who")
  }
}
