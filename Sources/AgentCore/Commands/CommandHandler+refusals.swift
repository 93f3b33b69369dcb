import Basics

/// Requirements of commands.
extension CommandHandler {
  func requireEnabled() throws(Failure) {
    guard chain.enabled else {
      throw refuse(
        .chainDisabled, "the chain is not enabled", hint: "adnet-agent chain enable \(name)")
    }
  }

  /// The requirement that an order to a process is given for every chain that it serves.
  func requireTogether() throws(Failure) {
    guard command.concernsNode, command.together == nil, let shared = view.settings.sharedUnit,
      owner?.unit == shared
    else { return }
    let others = view.settings.companions.map(\.text).joined(separator: " and ")
    throw refuse(
      .servedTogether, "\(shared) serves it together with \(others)",
      hint: undoesMigration
        + "--together applies it to all of them; adnet-agent migrate separates them")
  }

  func requireRunning() throws(Failure) {
    guard chain.desired == .running || owner.map(view.isReady) == true else {
      throw refuse(
        .chainStopped, "the chain is stopped", hint: "adnet-agent start \(name)\(view.forAll)")
    }
  }

  func requireOwner() throws(Failure) -> Generation {
    switch now.current {
    case .generation(let generation): return generation
    case .missing:
      throw refuse(
        .noRelease, "the chain has no release yet",
        hint: "adnet-agent swap \(name) VERSION installs one")
    case .invalid(let reason):
      throw refuse(
        .currentInvalid, "its current generation can't be read: \(reason)",
        hint: "adnet-agent swap \(name) VERSION recreates it")
    }
  }

  /// Without a look at the lock nothing can ever be proven dead.
  func requireLock() throws(Failure) {
    guard now.lock != .unknown else {
      throw refuse(
        .lockUnknown, "the chain's lock can't be checked",
        hint: "systemd-tmpfiles --create creates it; adnet-agent must be in group adnet-\(name)")
    }
  }

  /// The hint for the release of before, which a migration has left; empty where there was none.
  var undoesMigration: String {
    guard command.verb == .rollback, let migration, migration.origin[name] != nil,
      migration.isOpen || migration.state == .done || migration.state == .aborted
    else { return "" }
    return "adnet-agent migrate rollback undoes the migration to \(migration.goal); "
  }

  /// The refusal of a rollback over a migration, which is the migration's own to undo.
  func noPrevious(_ previous: Generation, as home: Generation) -> Failure {
    refuse(
      .noPrevious,
      "no release of \(home.release.program) ran well here before this one; the previous release was "
        + "\(previous.release)",
      hint: undoesMigration
        + "adnet-agent swap \(name) VERSION puts any release of \(home.release.program) in place")
  }

  /// The installed release that `text` names. Without the program in front, only one of the program in
  /// place is meant, so that no other gets the chain by accident.
  func release(_ text: String) throws(Failure) -> ReleaseID {
    let programs = Set(view.settings.nodeUnits.keys)
    let candidates = releases.filter { programs.contains($0.program) }
    var matches = candidates.filter { $0.isNamed(text) }
    if !text.contains("/"), let other = matches.first,
      let program = (owner ?? chain.proven)?.release.program
    {
      matches = matches.filter { $0.program == program }
      guard !matches.isEmpty else {
        throw refuse(
          .otherProgram, "\(text) is a release of \(other.program), and \(program) is in place",
          hint: "adnet-agent swap \(name) \(other.program)/\(text) changes the program; "
            + "adnet-agent migrate does it for the whole host")
      }
    }
    guard let match = matches.first else {
      let list = candidates.map(\.description).sorted().joined(separator: ", ")
      throw refuse(
        .releaseUnknown, "release \(text) is not installed",
        hint: list.isEmpty ? "adnet-agent release add FILE" : "installed: \(list)")
    }
    guard matches.count == 1 else {
      let list = matches.map(\.description).sorted().joined(separator: ", ")
      throw refuse(
        .releaseAmbiguous, "\(text) names several releases", hint: "name one of \(list)")
    }
    return match
  }

  func refuse(_ kind: FailureKind, _ why: String, hint: String? = nil) -> Failure {
    return Failure(kind, "cannot \(command.verb.order.words) \(name): \(why)", hint: hint)
  }
}
