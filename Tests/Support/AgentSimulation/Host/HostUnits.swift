public import AgentCore
public import Basics

/// The names of one chain on the simulated host.
public struct HostUnits: Sendable {
  public let chain: ChainName
  public let node: String
  public let otherNode: String
  public let socket: String
  public let drain: String
  public let adopter: String
  public let relay: String
  public internal(set) var settings: ChainSettings

  /// The only chain of a host, as most simulations have it.
  public static let alone = HostUnits("alpha", program: "alphaos")
  /// Two chains that one process can serve.
  public static let pair = [
    HostUnits("alpha", program: "alphaos", with: "delta"),
    HostUnits("delta", program: "deltaos", with: "alpha"),
  ]
  public static let shared = "adnet.service"

  private init(_ name: String, program: String, with companion: String? = nil) {
    chain = Self.named(name)
    node = "\(program).service"
    otherNode = "adnet@\(name).service"
    socket = "adnet-\(name)-rest.socket"
    drain = "adnet-\(name)-rest-drain.socket"
    adopter = "adnet-drain@\(name).service"
    relay = "adnet-relay@\(name).service"
    var limits = PhaseLimits()
    limits.stop = 60_000
    limits.ready = 90_000
    limits.answer = 20_000
    limits.watch = 20_000
    limits.advance = 60_000
    var settings = ChainSettings(
      chain: chain, nodeUnits: [program: node, ProgramName.unified: otherNode],
      sockets: [socket], drainSockets: [drain], relayUnit: relay, drainUnit: adopter,
      limits: limits)
    if let companion {
      settings.sharedUnit = Self.shared
      settings.companions = [Self.named(companion)]
      settings.ledger = LedgerSettings()
    }
    self.settings = settings
  }

  public static func release(_ version: String, of program: String = "alphaos") -> ReleaseID {
    guard let release = ReleaseID(program: program, version: version, digest: "0f3a9c1b2d4e") else {
      preconditionFailure("not a version: \(version)")
    }
    return release
  }

  private static func named(_ text: String) -> ChainName {
    guard let name = ChainName(text) else { preconditionFailure("not a chain: \(text)") }
    return name
  }
}
