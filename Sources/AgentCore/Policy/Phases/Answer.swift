import Basics

extension PhaseRules {
  /// Ask the node for its height through its real port.
  static let answer = PhaseRules(
    title: "wait for node", words: "get an answer from the node",
    act: { $0.answer() },
    limit: { $0.settings.limits.answer },
    usual: { $0.settings.limits.prove + 15_000 },
    plan: { ("ask the node for its height through its port", $0.waiting) },
    giveUp: {
      guard !$0.isForward, !$0.isPastReturn else { return $0.giveUpOrdinarily($1) }
      // It listens, and there is nothing better to offer to clients.
      return $0.elapsed >= $0.limit ? .onward : nil
    })
}

extension OperationRun {
  fileprivate mutating func answer() -> Decision {
    guard let target = operation.target else { return .end(.failed) }
    guard view.isReady(target) else { return .go(.start) }
    let since = operation.clock.sinceUnixMs
    let probe = sheltered(view.probe(every: settings.limits.probeBusy, since: since))
    switch view.height(since: since)?.result {
    case .height(let height):
      if let evidence = evidence(since: since) {
        guard evidence.isProven else { return again(probe) }
        fell = evidence.process
        let failure = evidence.failure
        if isForward { return lookForRecord() ?? .fail(failure) }
        // What the chain had is lost, and not by what was tried.
        if falls.isValidator { return wayBackFails(failure) }
      }
      // Without a watch nothing else would tell whoever has ordered it.
      if isForward, operation.kind == .start || operation.kind == .enable,
        !operation.path.contains(.watch), let decision = lookForRecord()
      {
        return decision
      }
      // On the way back any answer will do: clients wait, and there is nothing better to offer.
      guard isForward, let baseline = operation.baselineHeight, height < baseline else {
        let first = operation.answeredHeight ?? height
        operation.answeredHeight = first
        if isForward, height <= first, elapsed < settings.limits.prove, arePeersAnswering {
          return .stay(probe, for: "the chain to advance from \(first), while peers answer")
        }
        return .onward
      }
      return .stay(probe, for: "height \(baseline); the node is at \(height)")
    case .limited:
      return isForward ? .stay(probe, for: "an answer that isn't rate-limited") : .onward
    case .failed(let reason):
      return .stay(probe, for: "the node's height (\(reason))")
    case nil:
      return .stay(probe, for: "the node's height")
    }
  }

  private func again(_ probe: [Effect]) -> Decision {
    .stay(probe, for: "another answer, since one was below the height that the chain had")
  }

  /// A ledger that is only behind by what an unclean end has cost catches up.
  private func evidence(since: Int) -> FallEvidence? {
    var reached = state.reached
    // As with `reached`: of another query it says nothing.
    if let before = operation.reachedHeight, reached?.query == settings.heightQuery {
      reached.note(
        before, atUnixMs: operation.stopOrderedUnixMs ?? now.nowUnixMs,
        query: settings.heightQuery)
    }
    let report = operation.target.flatMap { view.report($0.unit) }
    let exit = report?.exitBefore
    let isClean =
      isForward && operation.nodeStopped ? operation.cleanStop : exit.map { !$0.isUnclean }
    return FallEvidence(
      fell ?? state.fell, report, since: since, below: reached, afterCleanEnd: isClean ?? false,
      view)
  }

  /// Clients are served, so there is time to see what the new node is worth.
  private var arePeersAnswering: Bool {
    operation.parks && view.isDiverted && now.relay?.peers.isEmpty == false
  }
}
