import AgentConfig
import AgentCore
import Basics
import DoorAPI
import LinuxSystem

/// Does effects: what needs root through the door, the rest by itself.
struct EffectExecutor {
  /// The loop waits for the door, and its watchdog bites after 30 s of one wait.
  private static let patience: Int64 = 15_000

  let door: DoorClient
  let reader: ChainReader
  let prober: Prober
  let results: ProbeResults
  /// Called when a look at the height has ended.
  let probed: @Sendable () -> Void

  func perform(_ effect: Effect) throws(Failure) {
    switch effect {
    case .startUnits(let units): try ask(.start(units: units))
    case .stopUnits(let units): try ask(.stop(units: units))
    case .enableUnits(let units): try ask(.enable(units: units))
    case .disableUnits(let units): try ask(.disable(units: units))
    case .resetFailed(let units): try ask(.resetFailed(units: units))
    case .maskUnits(let units): try ask(.mask(units: units))
    case .unmaskUnits(let units): try ask(.unmask(units: units))
    case .own(let generation, let settingsOf):
      try ask(
        .own(chain: reader.configuration.name, generation: generation, settingsOf: settingsOf))
    case .routeRelay: _ = try reader.relay.ask(.routeRelay, timeoutMilliseconds: 5_000)
    case .routeNode: _ = try reader.relay.ask(.routeNode, timeoutMilliseconds: 5_000)
    case .admitPeers(let urls):
      _ = try reader.relay.ask(.peers(urls), timeoutMilliseconds: 5_000)
    // A binary that can't be read ahead is read when it starts.
    case .preload(let release): try? PageCache.want(reader.paths.executable(release))
    // It may have ended meanwhile, and keeps nobody then.
    case .dismissClients: _ = try? reader.relay.ask(.dismiss, timeoutMilliseconds: 1_000)
    case .takeQueue: _ = try reader.relay.ask(.takeQueue, timeoutMilliseconds: 5_000)
    case .probeHeight: prober.look(reader.configuration, into: reader.height, results, done: probed)
    }
  }

  private func ask(_ request: DoorRequest) throws(Failure) { try Self.ask(request, door) }

  private static func ask(_ request: DoorRequest, _ door: DoorClient) throws(Failure) {
    _ = try door.ask(request, timeoutMilliseconds: patience)
  }

  /// Does an effect on units that are no chain's; any other is none of theirs.
  static func startOrStop(_ effect: Effect, through door: DoorClient) throws(Failure) {
    switch effect {
    case .startUnits(let units): try ask(.start(units: units), door)
    case .stopUnits(let units): try ask(.stop(units: units), door)
    default: throw Failure(.internal, "not an effect on a unit alone: \(effect)")
    }
  }
}
