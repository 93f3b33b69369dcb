import AgentCore
import Basics
import ControlAPI
import ControlModel
import Health
import LinuxSystem

/// The answers about the chains' health, and the callers that wait for newer ones.
final class HealthResponder {
  private let loop: HostLoop
  private var world: HostWorld { loop.world }
  /// The replies to callers that wait for everything to be asked again.
  private var refreshing: [@Sendable (ControlReply) -> Void] = []

  init(_ loop: HostLoop) { self.loop = loop }

  func why(_ chain: ChainName) throws(Failure) -> ControlReply {
    let managed = try world.registry.require(chain)
    let now = loop.lookForGates(at: chain)
    let gates = CommandPolicy.why(
      loop.state[chain], seeing: now, settings: managed.reader.settings,
      forecast: world.publisher.operations.forecast(chain),
      migration: loop.state.migration)
    return .why(
      WhyDocument(
        observedAt: Timestamp(unixMilliseconds: now.nowUnixMs), chain: chain, gates: gates))
  }

  func committee(_ chain: ChainName) throws(Failure) -> ControlReply {
    let managed = try world.registry.require(chain)
    let now = world.observe(chain, managed, loop.state)
    return .committee(
      CommitteeDocument(
        observedAt: Timestamp(unixMilliseconds: now.nowUnixMs), chain: chain, now.quorum,
        addresses: managed.monitor.health.settings.addresses))
  }

  /// All that is known, or what is known once everything has been asked anew.
  func answer(refresh: Bool, _ reply: @escaping @Sendable (ControlReply) -> Void) {
    guard refresh else { return reply(.health(healthDocument())) }
    for managed in world.registry.all.values { managed.monitor.refresh() }
    loop.wakeAll()
    refreshing.append(reply)
    loop.lookAtDue()
    answerRefreshed()
  }

  /// Answers the callers of a refresh when its last result is in.
  func answerRefreshed() {
    guard !refreshing.isEmpty, !world.registry.all.values.contains(where: \.monitor.isAsking) else {
      return
    }
    loop.lookAtAll()
    let document = healthDocument()
    for reply in refreshing { reply(.health(document)) }
    refreshing = []
    for managed in world.registry.all.values { managed.monitor.endRefresh() }
  }

  func healthDocument() -> HealthDocument {
    HealthDocument(
      observedAt: Timestamp(unixMilliseconds: Clock.unixMilliseconds()),
      chains: world.registry.all.sorted { $0.key < $1.key }.map { chain, managed in
        ChainHealthStatus(managed, seen: loop.memories[chain]?.seen, state: loop.state[chain])
      })
  }
}
