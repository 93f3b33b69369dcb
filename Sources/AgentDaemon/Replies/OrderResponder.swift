import AgentConfig
import AgentCore
import Basics
import ControlAPI
import ControlModel
import LinuxSystem
import OnDisk

/// Orders to chains.
struct OrderResponder {
  let loop: HostLoop
  private var world: HostWorld { loop.world }

  func order(_ command: Command) throws(Failure) -> ControlReply {
    var command = command
    let (verb, chain, dryRun) = (command.verb, command.chain, command.terms.dryRun)
    let settings = try world.registry.require(chain).reader.settings
    if let notice = ImportNotices(paths: world.paths).of(chain) {
      guard notice.givesOrders else { throw notice.refusal(of: chain) }
      // Of the import itself: nobody else's order is of use before it is over.
      if case .swap = verb { command.imports = !notice.leadsBack }
    } else if let other = ImportNotices(paths: world.paths).of(world.chains).first(
      where: \.notice.holdsHost)
    {
      // It needs the one operation that this host has at a time for itself.
      throw other.notice.busy(with: other.chain)
    }
    let store = ReleaseStore(world.paths)
    let installed = try store.list().installed.map(\.id)
    let owner = world.owner(of: chain)
    var fitness: [ReleaseID: ReleaseFitness] = [:]
    let known = [loop.state[chain].proven?.release, owner?.release]
    for id in installed where verb.mayMean(id) || known.contains(id) {
      fitness[id] = world.registry.configuration.fitness(of: id, in: store)
    }
    let stuck = Set(loop.memories.filter { $0.value.isStuck }.keys)
    guard command.terms.together, owner?.unit == settings.sharedUnit else {
      let order = try observed(command)
      return reply(
        chain,
        CommandPolicy.accept(
          order.command, state: loop.state, seeing: order.now, settings: order.settings,
          releases: installed, fitness: fitness, forecast: order.forecast, stuck: stuck,
          dryRun: dryRun
        ).map { [$0] }, dryRun: dryRun)
    }
    // The one that was named comes first, and is the one that is told of.
    var orders: [Order] = []
    for one in command.together(with: settings.companions) { orders.append(try observed(one)) }
    return reply(
      chain,
      CommandPolicy.accept(
        all: orders, state: loop.state, releases: installed, fitness: fitness, stuck: stuck,
        dryRun: dryRun),
      dryRun: dryRun)
  }

  private func observed(_ command: Command) throws(Failure) -> Order {
    let managed = try world.registry.require(command.chain)
    return Order(
      command, seeing: loop.lookForGates(at: command.chain), settings: managed.reader.settings,
      forecast: world.publisher.operations.forecast(command.chain))
  }

  private func reply(_ chain: ChainName, _ result: Result<[Accepted], Failure>, dryRun: Bool)
    -> ControlReply
  {
    switch result {
    case .failure(let failure): return .failure(failure.about(chain))
    case .success(let accepted):
      guard let first = accepted.first, let last = accepted.last else {
        return .failure(Failure(.internal, "an order was accepted for no chain"))
      }
      if dryRun { return .plan(PlanDocument(first)) }
      if let failure = loop.begin(last.state) { return .failure(failure) }
      let document = world.publisher.operations.document(first.operation.id)
      return .operation(document ?? OperationDocument(first.operation, seq: 1, waitsFor: nil))
    }
  }
}

enum OrderID {
  /// Sorts by time, and two agents never give the same.
  static func new() -> String {
    var text = String(Clock.unixMilliseconds(), radix: 36)
    text += "-" + String(UInt32.random(in: .min ... .max), radix: 36)
    return text
  }
}

extension Command.Verb {
  /// Whether it may put that release in place.
  fileprivate func mayMean(_ release: ReleaseID) -> Bool {
    switch self {
    case .swap(let text): release.isNamed(text)
    case .rollback: true
    case .enable, .disable, .start, .stop, .restart, .drain, .undrain: false
    }
  }
}

extension PlanDocument {
  init(_ accepted: Accepted) {
    let operation = accepted.operation
    self.init(
      kind: operation.kind, chain: operation.chain, from: operation.from?.release,
      to: operation.target?.release, together: operation.together?.chains, plan: accepted.plan)
  }
}
