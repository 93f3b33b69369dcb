public import Basics

/// The settings of a relay, for its whole life.
public struct RelaySettings: Sendable {
  public var controlPath: String
  public var adoptionPath: String
  /// The time that a client waits before it is answered 503.
  public var parkLimitMilliseconds: Int64 = 30_000
  public var limits = ClientLimits()
  /// The held ports whose requests peers can answer as well.
  public var sharedPorts: Set<UInt16> = []
  /// The number of connections beyond which clients wait in the queue.
  public var mostConnections = 10_000
  public var threads = 2

  public init(_ chain: ChainName, _ paths: Paths = Paths()) {
    controlPath = paths.relaySocket(chain)
    adoptionPath = paths.adoptionSocket(chain)
  }

  init(controlPath: String, adoptionPath: String) {
    self.controlPath = controlPath
    self.adoptionPath = adoptionPath
  }
}
