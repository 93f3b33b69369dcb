public import Basics

/// An action on one chain. Each may be repeated without harm, and none returns
/// anything but success or failure.
public enum Effect: Hashable, Codable, Sendable {
  case startUnits([String])
  case stopUnits([String])
  case enableUnits([String])
  case disableUnits([String])
  case resetFailed([String])
  case maskUnits([String])
  case unmaskUnits([String])
  /// Move the chain's link to this generation, made if it doesn't exist: with the settings of the
  /// generation of that number, or with those of the configuration as applied.
  case own(Generation, settingsOf: Int?)
  case routeRelay
  case routeNode
  /// Have the kernel read a release into memory before it is needed.
  case preload(ReleaseID)
  /// Have the relay take those that wait in the sockets of a node that isn't there.
  case takeQueue
  /// Tell the relay that no node comes back: it keeps nobody who asks for nothing.
  case dismissClients
  /// Tell the relay who may answer in the node's place.
  case admitPeers([String])
  /// Look at the node's height now, from the probes' own address. Nothing if a look is under way.
  case probeHeight
}

extension Effect {
  /// The units whose state it changes.
  public var units: [String] {
    switch self {
    case .startUnits(let units), .stopUnits(let units), .enableUnits(let units),
      .disableUnits(let units), .resetFailed(let units), .maskUnits(let units),
      .unmaskUnits(let units):
      units
    case .own, .routeRelay, .routeNode, .admitPeers, .takeQueue, .dismissClients, .preload,
      .probeHeight:
      []
    }
  }

  /// Whether systemd is told to start or to stop something.
  var isOrder: Bool {
    switch self {
    case .startUnits, .stopUnits: true
    default: false
    }
  }

  /// Reads after "cannot", as in the journal.
  package var words: String {
    switch self {
    case .startUnits(let units): "start \(units.joined(separator: " "))"
    case .stopUnits(let units): "stop \(units.joined(separator: " "))"
    case .enableUnits(let units): "enable \(units.joined(separator: " "))"
    case .disableUnits(let units): "disable \(units.joined(separator: " "))"
    case .resetFailed(let units): "reset \(units.joined(separator: " "))"
    case .maskUnits(let units): "mask \(units.joined(separator: " "))"
    case .unmaskUnits(let units): "unmask \(units.joined(separator: " "))"
    case .own(let generation, _): "make \(generation.unit) with \(generation.release) current"
    case .routeRelay: "route clients to the relay"
    case .routeNode: "route clients to the node"
    case .dismissClients: "dismiss idle clients"
    case .takeQueue: "take the node's queue"
    case .preload(let release): "read \(release) ahead"
    case .admitPeers(let urls):
      urls.isEmpty ? "admit no peer" : "admit \(urls.joined(separator: " "))"
    case .probeHeight: "probe the height"
    }
  }
}
