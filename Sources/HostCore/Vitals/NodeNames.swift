public import Basics

/// Tells which of the kernel's victims belonged to which chains.
public struct NodeNames: Hashable, Sendable {
  /// The chains by the unit that serves them, and the chain by what its node is called in
  /// /proc/PID/comm, which is known even when the kernel says no unit.
  private let units: [String: [ChainName]]
  private let programs: [String: ChainName]

  public init(units: [String: [ChainName]], programs: [String: ChainName]) {
    self.units = units
    // A comm has 15 letters.
    self.programs = Dictionary(
      programs.map { (String($0.key.prefix(15)), $0.value) }, uniquingKeysWith: { one, _ in one })
  }

  func victim(_ kill: OOMKill) -> Victim {
    Victim(
      name: kill.name,
      chains: kill.unit.flatMap { units[$0] } ?? programs[kill.name].map { [$0] } ?? [])
  }
}

/// A program that the kernel killed, once or more.
struct Victim: Hashable {
  let name: String
  /// Several where one process serves them.
  let chains: [ChainName]

  /// One for each chain that lost it.
  func problems(_ what: String) -> [Problem] {
    let log = "journalctl -k -g 'Killed process'"
    guard !chains.isEmpty else {
      return [Problem(kind: .oomKilled, severity: .notice, text: what, hint: log)]
    }
    // With its supervisor dead a node is told to stop, and saves.
    let isSupervisor = name == "adnet-supervisor".prefix(15)
    return chains.map { chain in
      Problem(
        kind: isSupervisor ? .supervisorOOMKilled : .nodeOOMKilled, severity: .critical,
        chain: chain,
        text: what
          + (isSupervisor ? "" : "; it wasn't stopped cleanly: its proposal cache is lost"),
        hint: "adnet-agent host; adnet-agent doctor; \(log)")
    }
  }
}
