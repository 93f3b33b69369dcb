import Basics

extension PhaseRules {
  /// See the chain advance and the node stay up.
  static let watch = PhaseRules(
    title: "watch node", words: "watch the node",
    act: { $0.watch() },
    limit: { max($0.settings.limits.watch, $0.settings.limits.advance) },
    usual: { $0.settings.limits.watch + 30_000 },
    plan: {
      (
        "watch for \($0.seconds(\.watch)) s that the node stays up and the chain advances",
        "served by the node"
      )
    })
}

extension OperationRun {
  fileprivate mutating func watch() -> Decision {
    guard let target = operation.target else { return .end(.failed) }
    switch view.node(of: target) {
    case .ready(let pid):
      let watched = operation.watchedPID ?? pid
      operation.watchedPID = watched
      guard pid == watched else { return .fail(died(target, "was started again")) }
    case .notReady(let why):
      // Since a reboot it hasn't been ready at all.
      guard operation.watchedPID != nil else { return .go(.start) }
      return .fail(died(target, why))
    case .unknown(let why):
      return .stay(for: "the state of the node (\(why))")
    }
    if let decision = lookForRecord() { return decision }
    // Nodes allow about one request a second.
    let limits = settings.limits
    let probe = view.probe(every: min(limits.probeIdle, max(limits.probeBusy, 1_000)))
    let height = view.height(since: operation.clock.sinceUnixMs)?.height
    guard let height, height > operation.answeredHeight ?? 0 || isHaltGoingOn else {
      if elapsed >= settings.limits.advance { return .fail(stalled(target)) }
      return .stay(probe, for: "the chain to advance from \(operation.answeredHeight ?? 0)")
    }
    let left = settings.limits.watch - elapsed
    guard left > 0 else { return waitForTheOthersWatch(probe) ?? .onward }
    return .stay(probe, for: "the end of the watch", dueIn: left)
  }

  /// In a chain that stood still before, a node that stays up and answers is all there is to see, unless
  /// others go on by now.
  private var isHaltGoingOn: Bool {
    operation.stoodStill == true && now.health?.network != .advancing
  }

  private func died(_ target: Generation, _ why: String) -> Failure {
    let exit = view.report(target.unit)?.lastExit.map { " (\($0.summary))" } ?? ""
    return Failure(
      .nodeExited,
      "cannot keep \(target.release): its node ended during the watch: \(why)\(exit)"
        + lastWords(target.unit),
      hint: logHint)
  }

  private func stalled(_ target: Generation) -> Failure {
    Failure(
      .heightStalled,
      "cannot keep \(target.release): the chain didn't advance from height "
        + "\(operation.answeredHeight ?? 0) within \(elapsed / 1_000) s",
      hint:
        "\(logHint); if the whole chain has halted, run the order once more with --accept-halt when health says so"
    )
  }
}
