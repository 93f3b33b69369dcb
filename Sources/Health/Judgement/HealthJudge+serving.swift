import Basics

/// A node whose supervisor calls it ready.
extension HealthJudge {
  func serving() -> HealthVerdict {
    if let finding = findings.first(where: { $0.isGrave }) {
      return HealthVerdict(.notListening, finding.text, hint: finding.hint)
    }
    return silent() ?? unasked() ?? forked() ?? still() ?? limited() ?? syncing() ?? degraded()
      ?? HealthVerdict(.healthy, heightWords)
  }

  // MARK: The REST

  private func silent() -> HealthVerdict? {
    let restart = "adnet-agent restart \(observation.chain); \(logHint)"
    // Not `t`: a tracer stops it for moments.
    if observation.processState == "T" {
      return HealthVerdict(
        .hung, "its process was stopped by a signal (SIGSTOP)",
        hint: "kill -CONT \(observation.nodePID ?? 0)")
    }
    guard let rest, rest.state == .failing, let outcome = rest.last?.outcome else { return nil }
    let flaps = rest.isFlapping ? ", intermittently" : ""
    switch outcome {
    case .refused:
      return HealthVerdict(.notListening, "nothing listens on its REST port\(flaps)", hint: restart)
    case .silent(let reason):
      return HealthVerdict(.hung, "its REST doesn't answer\(flaps): \(reason)", hint: restart)
    case .wrong(let reason):
      return HealthVerdict(.faulty, "its REST answers wrongly\(flaps): \(reason)", hint: logHint)
    case .notReady(let reason):
      return syncing() ?? HealthVerdict(.starting, "it reports that it isn't ready: \(reason)")
    case .passed, .limited, .absent:
      return HealthVerdict(.faulty, "its REST answers only intermittently", hint: logHint)
    }
  }

  /// A node whose ports are open, before its REST has answered.
  private func unasked() -> HealthVerdict? {
    guard settings.restRole != nil, rest?.state ?? .unknown == .unknown else { return nil }
    let why = rest?.last?.outcome.words.map { ": \($0)" } ?? ""
    return HealthVerdict(.starting, "its ports are open, but its REST hasn't answered yet\(why)")
  }

  private func limited() -> HealthVerdict? {
    guard rest?.state == .limited else { return nil }
    return HealthVerdict(
      .limited, "its REST limits our requests; its height is unknown",
      hint: "a longer probe.period for chain \(observation.chain), or a higher --rest-rps")
  }

  // MARK: The chain

  private func forked() -> HealthVerdict? {
    guard peers.isForked, let height = peers.forkHeight else { return nil }
    return HealthVerdict(
      .forked,
      "its block at height \(height) differs from that of \(peers.disagreeing.count) of "
        + "\(peers.configured) configured peers",
      hint: "a restart doesn't fix a fork: compare releases with the peers, then adnet-agent swap "
        + "\(observation.chain) VERSION; its ledger may have to be restored")
  }

  private func still() -> HealthVerdict? {
    guard let stillMs = health.heights.stillMs(at: now), rest?.state == .passing,
      let height = health.heights.highest
    else { return nil }
    let limit = settings.stallMs(blockMs: health.heights.blockMs)
    guard stillMs >= limit else { return nil }
    let words = "its height has been \(height) for \(stillMs / 1_000) s"
    let because = because.map { "; \($0)" } ?? ""
    if peers.network == .flat {
      return HealthVerdict(
        .networkStalled, "\(words), its peers are stalled too: a restart doesn't help\(because)",
        hint: "ask the network's other operators; adnet-agent health \(observation.chain)")
    }
    return HealthVerdict(
      .stalled, "\(words); \(peers.words)\(because)",
      hint: "\(logHint); adnet-agent restart \(observation.chain)")
  }

  private func syncing() -> HealthVerdict? {
    guard let sync = health.check(.sync, settings.restRole),
      case .synced(false) = sync.last?.value, case .synced(false) = sync.lastPassed?.value,
      sync.successesInRow >= settings.thresholds.successes
    else { return nil }
    return HealthVerdict(.syncing, "it reports that it is syncing; \(heightWords)")
  }

  // MARK: What is wrong beside

  private func degraded() -> HealthVerdict? {
    let all = beside
    guard let first = all.first else { return nil }
    let reason = all.map(\.text).joined(separator: "; ")
    return HealthVerdict(.degraded, reason, hint: first.hint)
  }

  private var beside: [(text: String, hint: String?)] {
    var found = findings.map { ($0.text, $0.hint as String?) }
    for (id, check) in health.checks.sorted(by: { $0.key < $1.key })
    where check.state == .failing && id.kind != .height && !settings.peers.contains(id.target) {
      let why = check.last?.outcome.words ?? "intermittent"
      found.append(("\(id) fails: \(why)", logHint))
    }
    if let fall = health.heights.fell, now - fall.atMs < 600_000 {
      found.append(("its height fell from \(fall.from) to \(fall.to)", logHint))
    }
    if let alone = participation { found.append((alone, logHint)) }
    if let median = peers.median, peers.answering >= peers.enough,
      let own = health.heights.last, median > own, median - own >= settings.behindBlocks
    {
      found.append(("it is \(median - own) blocks behind its peers", logHint))
    }
    if let because, rest?.state != .passing { found.append((because, remedy)) }
    return found
  }

  /// In sync and not taking part: only where there is somebody to take part with.
  private var participation: String? {
    guard observation.ports.contains(where: { $0.role == "bft" }), bftPeers == 0 else { return nil }
    let hasPeers = count(.peers) ?? 0 > 0
    guard hasPeers || (peers.configured > 0 && peers.answering > 0) else { return nil }
    return "no validator is connected to it: it doesn't take part in the consensus"
  }

  private var bftPeers: Int? {
    if let count = count(.bft) { return count }
    let metrics = health.checks.first { $0.key.kind == .metrics }?.value
    guard metrics?.state == .passing, case .metrics(let peers, _) = metrics?.lastPassed?.value
    else { return nil }
    return peers
  }

  private func count(_ kind: CheckID.Kind) -> Int? {
    guard let check = health.check(kind, settings.restRole), check.state == .passing,
      case .count(let count) = check.lastPassed?.value
    else { return nil }
    return count
  }

  private var heightWords: String {
    guard let height = health.heights.last else { return "its ports are open" }
    guard let ms = health.heights.blockMs else { return "at height \(height)" }
    return
      "at height \(height), a block in \(ms < 10_000 ? "\(ms / 1000).\(ms % 1000 / 100)" : "\(ms / 1_000)") s"
  }
}
