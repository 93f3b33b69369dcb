import Basics

extension ProblemFinder {
  var ofUnits: [Problem] { stale + unusable + boot + sockets + pending }

  /// Settings that were applied and its node doesn't have yet.
  private var pending: [Problem] {
    // What starts a chain that is stopped takes them up.
    guard isQuiet, state.enabled, state.desired == .running, let pending = now.pending
    else { return [] }
    return [
      problem(
        .settingsPending, .notice,
        "the node still runs with its previous settings: \(pending.changes.joined(separator: ", "))",
        hint: view.takesUp(pending, after: state.lastOperation))
    ]
  }

  /// The unit that runs the chain, and the sockets it is given.
  private var vital: [String] { view.settings.sockets + (owner.map { [$0.unit] } ?? []) }

  private var stale: [Problem] {
    // Of a masked one with drop-ins systemd says so always, and reads nothing of it.
    let units = view.settings.units.filter {
      now.units[$0]?.needsReload == true && now.units[$0]?.load != .masked
    }
    guard !units.isEmpty else { return [] }
    return [
      problem(
        .needsDaemonReload, .warning,
        "systemd hasn't read the latest files of \(units.joined(separator: ", "))",
        hint: "systemctl daemon-reload")
    ]
  }

  private var unusable: [Problem] {
    vital.compactMap { unit in
      guard let load = now.units[unit]?.load, !load.isUsable else { return nil }
      return problem(
        .unitUnusable, .critical, "systemd can't use \(unit): \(load.rawValue)",
        hint: "systemctl status \(unit)")
    }
  }

  private var boot: [Problem] {
    guard isQuiet, state.enabled, let owner, let unit = now.units[owner.unit], !unit.isEnabled
    else { return [] }
    // Boot isn't to start what was installed and never ran well.
    guard state.proven != nil || state.desired == .running && view.runs(owner.unit)
    else { return [] }
    return [
      problem(
        .notEnabledAtBoot, .warning, "\(owner.unit) isn't enabled at boot",
        hint: "adnet-agent chain enable \(chain)\(view.forAll)")
    ]
  }

  /// A held socket that is down where the node was to be given it.
  private var sockets: [Problem] {
    guard isQuiet, state.desired == .running, report?.knownHandoff != .off,
      report?.knownHandoff != .denied
    else { return [] }
    return view.settings.sockets.filter { view.isDown($0) }.map { unit in
      let state = now.units[unit]?.activity.rawValue ?? "gone"
      return problem(
        .socketDown, .warning, "\(unit) is \(state): clients are refused while the node restarts",
        hint: "systemctl status \(unit); adnet-agent restart \(chain)\(view.forAll) opens it")
    }
  }
}
