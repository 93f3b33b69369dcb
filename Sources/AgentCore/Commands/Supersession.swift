import Basics

/// Orders that meet operations under way on their own chains.
struct Supersession {
  let orders: [Order]
  let state: AgentState

  /// The state without those operations, if the orders may take over from them. One that is stuck keeps
  /// those from their end that go in step with it.
  func decide() throws(Failure) -> AgentState {
    let runs = orders.compactMap { order in
      state[order.command.chain].operation.map {
        OperationRun(operation: $0, state: state[order.command.chain], view: order.view)
      }
    }
    let groups = runs.filter(\.isStuck).compactMap(\.operation.together?.group)
    var next = state
    for run in runs {
      var operation = run.operation
      let isHeldUp = run.isStuck || operation.together.map { groups.contains($0.group) } == true
      guard isHeldUp, !run.owesGrant, orders.allSatisfy(\.maySupersede) else {
        throw CommandPolicy.busy(operation)
      }
      operation.outcome = .superseded
      operation.endedUnixMs = run.now.nowUnixMs
      next[operation.chain].operation = nil
      next[operation.chain].lastOperation = operation
      next[operation.chain].rememberLedger(of: operation, atUnixMs: run.now.nowUnixMs)
    }
    return next
  }
}

extension Order {
  fileprivate var maySupersede: Bool {
    switch command.verb {
    case .swap, .rollback, .restart, .stop, .disable: true
    case .enable, .start, .drain, .undrain: false
    }
  }
}
