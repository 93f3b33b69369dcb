public import Basics

/// Something to be done to one chain. Each may be repeated without harm, and none returns
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
}
