import Basics

/// Whether a unit of the unified program can be what it is told to be.
extension GateJudge {
  /// The gate of the unit's mode; nil where the release has it, or the unit is told none.
  func mode(_ target: Generation, _ fitness: ReleaseFitness) -> Gate? {
    guard let mode = settings.modes[target.unit] else { return nil }
    guard let modes = fitness.modes else {
      return Gate(
        .release, .warning,
        "\(target.release) doesn't report its modes; \(target.unit) runs it as \(mode)",
        hint: "see its run --help")
    }
    guard !modes.contains(mode) else { return nil }
    return Gate(
      .release, .blocked,
      "\(target.release) has no mode \(mode), which \(target.unit) needs; it has "
        + modes.joined(separator: ", "),
      hint: "its arguments are in agent.toml: adnet-agent config show")
  }

  /// The gate of memory for one process; nil where none comes to serve all chains, or the host is
  /// large enough for it.
  var jointMemory: Gate? {
    guard let target, target.unit == settings.sharedUnit,
      now.current.generation?.unit != target.unit, let why = now.host.smallForShared
    else { return nil }
    return Gate(.memory, .warning, why, hint: "adnet-agent doctor --unified")
  }

  /// The gate of ports that two sockets would share: systemd lets them, and each gets some of the
  /// other's clients.
  var portsOfOthers: Gate? {
    guard !now.host.portsOfOthers.isEmpty else { return nil }
    return Gate(
      .ports, .blocked, now.host.portsOfOthers.joined(separator: "; "),
      hint: "stop both chains, then start both")
  }

  /// The gate of a unit's other ports; nil where it has none but the chains'.
  var ports: Gate? {
    guard let target, let owner = now.current.generation, owner.unit != target.unit,
      let wanted = settings.otherPorts[target.unit], !wanted.isEmpty
    else { return nil }
    let own = settings.otherPorts[owner.unit] ?? []
    let taken = wanted.filter { now.host.listening.contains($0) && !own.contains($0) }
    guard taken.isEmpty else {
      let verb = taken.count == 1 ? "is" : "are"
      return Gate(
        .ports, .blocked, "\(Self.text(taken)) of \(target.unit) \(verb) already in use",
        hint: "ss -lntp shows by which process")
    }
    return Gate(
      .ports, .passed,
      "\(Self.text(wanted)) of \(target.unit) \(wanted.count == 1 ? "is" : "are") free")
  }

  /// Ports in a sentence: "port 1", "ports 1, 2".
  private static func text(_ ports: [UInt16]) -> String {
    (ports.count == 1 ? "port " : "ports ") + ports.map { "\($0)" }.joined(separator: ", ")
  }
}
