import Basics

/// The gates of the ledger when another program gets it.
extension GateJudge {
  var ledgerPlan: LedgerPlan? {
    settings.ledger?.plan(from: now.current.generation?.release, to: target?.release)
  }

  /// The gate of the ledger; nil where nothing is done to it.
  var ledger: Gate? {
    guard let target else { return nil }
    if chain.isLedgerUnreadable(by: target.release), let conversion = chain.ledger?.conversion {
      let height = conversion.height.map { " at height \($0)" } ?? ""
      return Gate(
        .ledger, .blocked,
        "the ledger was converted for \(conversion.to)\(height), and \(target.release) can't read it",
        hint:
          "/usr/share/doc/adnet-agent/operating.md, \"After a conversion\"; after restoring the backup by hand: adnet-agent "
          + "swap \(name) \(target.release.version) --ledger-put-back")
    }
    guard let plan = ledgerPlan else { return nil }
    let isUnified = now.current.generation?.release.program == ProgramName.unified
    let elsewhere =
      "set its real path: ledger.\(isUnified ? "adnet_path" : "path") of [chain.\(name)] in "
      + "agent.toml, then adnet-agent config apply"
    if let seen = now.ledger, seen.presence == .missing {
      return Gate(.ledger, .blocked, "there is no ledger at \(seen.path)", hint: elsewhere)
    }
    guard plan.backsUp else {
      return Gate(
        .ledger, .warning, "the ledger isn't backed up before \(target.release) uses it",
        hint: "ledger.backup in [chain.\(name)]")
    }
    let backup = "the ledger is backed up before \(target.release) uses it"
    guard now.ledger?.presence != .there else { return Gate(.ledger, .passed, backup) }
    return Gate(
      .ledger, .warning,
      "\(backup); not verified at \(now.ledger?.path ?? "its place"), which the agent "
        + "may not read: the first step checks it while the node still runs",
      hint: elsewhere)
  }

  /// The gate of a conversion; nil where the ledger stays what it is.
  var conversion: Gate? {
    guard let target, ledgerPlan?.converts == true else { return nil }
    return Gate(
      .conversion, .blocked,
      "the ledger is converted for \(target.release): after it has run, no rollback to "
        + "\(now.current.generation?.release.description ?? "the previous release")",
      hint:
        "adnet-agent migrate start --accept-conversion; /usr/share/doc/adnet-agent/operating.md, \"After a conversion\""
    )
  }
}
