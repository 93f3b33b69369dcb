public import AgentCore

/// The names on the simulated host, which has one chain.
public enum HostUnits {
  public static let chain = named("alpha")
  public static let node = "alphaos.service"
  public static let otherNode = "adnet@alpha.service"
  public static let socket = "adnet-alpha-rest.socket"
  public static let drain = "adnet-alpha-rest-drain.socket"
  public static let adopter = "adnet-drain@alpha.service"
  public static let relay = "adnet-relay@alpha.service"

  public static let settings: ChainSettings = {
    var limits = PhaseLimits()
    limits.stop = 60_000
    limits.ready = 90_000
    limits.answer = 20_000
    limits.watch = 20_000
    limits.advance = 60_000
    return ChainSettings(
      chain: chain, nodeUnits: ["alphaos": node, "adnet": otherNode], sockets: [socket],
      drainSockets: [drain], relayUnit: relay, drainUnit: adopter, limits: limits)
  }()

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
