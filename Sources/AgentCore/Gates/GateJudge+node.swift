import Basics

/// Whether what is to run can run, and what clients will see.
extension GateJudge {
  var release: Gate {
    guard let target else { return Gate(.release, .warning, "there is no release") }
    guard let fitness else {
      return Gate(.release, .warning, "\(target.release) couldn't be inspected")
    }
    guard fitness.missing.isEmpty else {
      return Gate(
        .release, .blocked,
        "\(target.release) can't run here: \(fitness.missing.joined(separator: "; "))",
        hint: "build it for this server's processor and distribution")
    }
    guard fitness.unknown.isEmpty else {
      return Gate(
        .release, .warning, "\(target.release): \(fitness.unknown.joined(separator: "; "))")
    }
    return mode(target, fitness) ?? features(target, fitness)
      ?? Gate(
        .release, .passed, "\(target.release) is unmodified and fits this processor and libc")
  }

  /// Features that newer versions no longer have: history (snarkOS pull request 4458).
  private static let retiredFeatures: Set<String> = ["history"]

  /// A node that was built without something that the one before had halted a network once
  /// (docs/nodes.md).
  private func features(_ target: Generation, _ fitness: ReleaseFitness) -> Gate? {
    guard settings.comparesFeatures, let old = before?.features else { return nil }
    guard let new = fitness.features else {
      return Gate(
        .release, .warning,
        "\(target.release) doesn't report its features; the previous one has \(old.joined(separator: ", "))"
      )
    }
    let lost = old.filter { !new.contains($0) && !Self.retiredFeatures.contains($0) }
    guard !lost.isEmpty else { return nil }
    let text =
      "\(target.release) was built without \(lost.joined(separator: ", ")), which the previous one has"
    // Nobody is kept from going back to what has run here.
    if kind == .rollback || leadsBack { return Gate(.release, .warning, text) }
    return Gate(
      .release, .blocked, text,
      hint: "build it with the same features; if this is intended: command.compare_features = false"
    )
  }

  /// The gate of a change of the rules; nil when none is configured, and no node has announced one.
  var activation: Gate? {
    guard let announced = announcedEnd else { return configuredActivation }
    guard announced.state != .blocked, let configured = configuredActivation else {
      return announced
    }
    return configured.state == .passed ? announced : configured
  }

  /// By what the node said while the release ran, or says now of the one that runs.
  private var announcedEnd: Gate? {
    guard let target else { return nil }
    let height = view.height(since: 0)?.height
    if let end = chain.announced, end.release == target.release {
      let text = "\(end.release) announced that it ends at height \(end.height)"
      guard let height, height < end.height else {
        return Gate(
          .activation, height == nil ? .warning : .blocked,
          text + (height.map { "; the chain is at \($0)" } ?? ""),
          hint: "it needs a release that supports the next consensus version")
      }
      return Gate(.activation, .warning, "\(text), \(end.height - height) blocks away")
    }
    guard let upgrade = now.requiredUpgrade, let owner = now.current.generation?.release,
      owner != target.release
    else { return nil }
    return Gate(
      .activation, .warning,
      "from height \(upgrade.lastHeight) on no rollback to \(owner), which announced that it ends there"
    )
  }

  private var configuredActivation: Gate? {
    guard let activation = settings.activation, let target else { return nil }
    let (limit, version) = (activation.height, target.release.version)
    let height = view.height(since: 0)?.height
    // From there on a release that can't follow ends at every start.
    let last = limit - min(limit, activation.lead)
    let isPast = height.map { $0 >= last }
    let away = height.map { $0 < last ? ", \(last - $0) blocks away" : "" } ?? ""
    switch activation.isMet(by: version) {
    case nil:
      return Gate(
        .activation, .warning,
        "can't tell whether \(version) can follow the chain from height \(last) on\(away): it "
          + "can't be compared with \(activation.version)")
    case true:
      let old = chain.proven?.release.version ?? ""
      guard isPast == false, activation.isMet(by: old) == false else {
        return Gate(.activation, .passed, "\(version) can follow the chain from height \(limit) on")
      }
      return Gate(
        .activation, .warning,
        "from height \(last) on\(away) no rollback to \(old): it can't follow the chain")
    case false:
      guard isPast == true else {
        return Gate(
          .activation, .warning, "\(version) can run only up to height \(last)\(away)",
          hint: "\(activation.version) or later must be installed by then")
      }
      return Gate(
        .activation, .blocked,
        "\(version) can't follow the chain, which changes at height \(limit)",
        hint: "it needs \(activation.version) or later")
    }
  }

  var disk: Gate {
    guard let failure = now.host.disk else { return Gate(.disk, .passed, "the disks have room") }
    // A restart needs no room; whoever asks why wants to know it all the same.
    return Gate(
      .disk, kind.exchangesRelease ? .blocked : .warning, failure.text, hint: failure.hint)
  }

  var upgrader: Gate {
    guard !now.host.upgraders.isEmpty else {
      return Gate(.upgrader, .passed, "no other upgrade tool is running")
    }
    return Gate(
      .upgrader, .blocked,
      "\(now.host.upgraders.joined(separator: ", ")) is running and may replace binaries too",
      hint: "stop it first, or remove it from agent.upgraders if it doesn't")
  }

  /// Never in the way: what runs now gives its memory back before the next one starts, and may be
  /// the one that takes too much.
  var memory: Gate {
    let isApplied = now.host.memory.isEmpty
    let safety =
      isApplied
      ? nil
      : "the memory settings of this host aren't applied: "
        + now.host.memory.joined(separator: "; ")
    let reasons = [safety, now.host.shortMemory, jointMemory?.text].compactMap { $0 }
    guard !reasons.isEmpty else {
      return Gate(
        .memory, .passed,
        now.host.foreignMemory.map {
          "the memory settings of this host aren't managed by the agent: \($0)"
        }
          ?? "the memory settings of this host are applied")
    }
    return Gate(
      .memory, .warning, reasons.joined(separator: "; "),
      hint: isApplied ? "adnet-agent doctor --unified; systemd-cgtop -m" : "adnet-agent host apply")
  }

  var cleanStop: Gate {
    let owner = now.current.generation
    let report = owner.flatMap { view.report($0.unit) }
    guard let exit = report?.lastExit ?? report?.exitBefore else {
      return Gate(.cleanStop, .passed, "no stop of the node recorded since boot")
    }
    guard exit.isUnclean else { return Gate(.cleanStop, .passed, "the node's last stop was clean") }
    return Gate(
      .cleanStop, .warning,
      "the node's last exit wasn't clean (\(exit.summary)): its proposal cache is lost"
        + (now.recovers ? ", and it hasn't been seen in consensus since" : ""),
      hint: exit.ordered ? "timeouts.stop in [chain.\(name)] may be too short" : nil)
  }

  /// The shortest timeout among the defaults of client libraries that are known (decision 11), httpx's, in
  /// milliseconds.
  private static let patience = 5_000

  var capacity: Gate {
    let park = settings.limits.park
    if let plan = ledgerPlan, plan.converts, strategy != .relay,
      let limit = settings.ledger?.conversionLimit, limit > park
    {
      return Gate(
        .capacity, .blocked,
        "no peer can answer while the ledger is converted, which may take \(Self.length(limit)); "
          + "clients wait up to \(Self.length(park))",
        hint: "peers.urls in [chain.\(name)], or a park.limit above ledger.convert_timeout")
    }
    let past = forecast.map {
      "; it was down for \(Self.length($0.milliseconds)) in the past, at most \(Self.length($0.longest))"
    }
    switch strategy {
    case .bare:
      return Gate(
        .capacity, .warning, "clients are refused while the node is down\(past ?? "")",
        hint: "adnet-agent status says why the handoff is off")
    case .park:
      let isTooLong = forecast.map { $0.longest > Self.patience } ?? false
      let isLong =
        kind == .drain || forecast.map { $0.longest > min(park, Self.patience) } ?? false
      return Gate(
        .capacity, isLong ? .warning : .passed,
        "no peer can answer; clients wait up to \(Self.length(park)) and then get 503\(past ?? "")"
          + (isTooLong ? "; some give up after \(Self.length(Self.patience)), such as httpx" : ""),
        hint: isLong ? "peers.urls in [chain.\(name)]" : nil)
    case .relay:
      let peers = now.peers?.count ?? 0
      let who = peers == 1 ? "one peer answers" : "\(peers) peers answer"
      guard settings.peerRate > 0 else { return Gate(.capacity, .passed, "\(who) meanwhile") }
      return Gate(
        .capacity, .warning,
        "\(who) at most \(peers * settings.peerRate) requests a second in total (peers.rate); "
          + "requests beyond that wait up to \(Self.length(park)) and then get 503",
        hint: "raise --rest-rps on the peers, or peers.rate if theirs is already higher")
    }
  }
}
