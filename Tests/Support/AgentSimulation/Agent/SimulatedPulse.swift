import AgentCore
import Basics
import Health

/// The probes of the simulated agent, at the default periods.
struct SimulatedPulse {
  private static let peers = (1...3).map { "http://peer\($0):3030" }
  private static let periodMs = 5_000

  private(set) var health: ChainHealth
  private var probedMs = Int.min / 2

  init() { health = ChainHealth(HealthSettings()) }

  mutating func feel(
    _ host: SimulatedHost, _ seen: ChainObservation, isWanted: Bool
  ) -> HealthVerdict {
    health.settings.peers = host.network == .unknown ? [] : Self.peers
    var view = NodeObservation(
      nowMs: seen.nowBoottimeMs, chain: host.names.chain, isWanted: isWanted)
    if let owner = seen.current.generation {
      view.unit = owner.unit
      view.unitState = seen.units[owner.unit]
      view.report = seen.report(of: owner.unit)
      let offset = seen.nowUnixMs - seen.nowBoottimeMs
      view.startedMs = view.report?.startedUnixMs.map { $0 - offset }
      view.readyMs = view.report?.readyUnixMs.map { $0 - offset }
    }
    if seen.nowBoottimeMs - probedMs >= Self.periodMs {
      probedMs = seen.nowBoottimeMs
      probe(host, isReady: view.report?.state == .ready, nowMs: seen.nowBoottimeMs)
    }
    return health.judge(view)
  }

  private mutating func probe(_ host: SimulatedHost, isReady: Bool, nowMs: Int) {
    func sample(_ outcome: ProbeSample.Outcome) -> ProbeSample {
      ProbeSample(outcome, atMs: nowMs, latencyMs: 1)
    }
    if isReady {
      switch host.probe().result {
      case .height(let height): health.note(.height, of: "rest", sample(.passed(.height(height))))
      case .limited: health.note(.height, of: "rest", sample(.limited))
      case .failed(let reason): health.note(.height, of: "rest", sample(.silent(reason)))
      }
    }
    for peer in health.settings.peers {
      switch host.network {
      case .unknown: break
      case .advances, .stalls:
        guard let height = host.networkHeight else { continue }
        health.note(.height, ofPeer: peer, sample(.passed(.height(height))))
      case .isSilent: health.note(.height, ofPeer: peer, sample(.silent("no answer")))
      case .isLimited: health.note(.height, ofPeer: peer, sample(.limited))
      }
    }
  }
}
