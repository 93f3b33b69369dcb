import Basics

/// The drop-ins that `config apply` writes, from a configuration only.
///
/// The same files with the defaults are part of the package, below /lib/systemd/system; systemd
/// takes a drop-in below /etc instead of one with the same name below /lib. So a host where
/// nothing was ever applied runs the same nodes as one with an empty agent.toml.
public enum DropIns {
  /// The drop-ins of every unit the package ships, sorted by path.
  ///
  /// - Parameter running: what isn't changed before a chain gets another generation.
  public static func render(
    _ configuration: Configuration, running: RunningNodes = RunningNodes()
  ) -> [DropIn] {
    let chains = configuration.overlaid(by: running).orderedChains
    var dropIns = [hook(configuration.migration)]
    for chain in chains {
      let next = configuration.chains[chain.name] ?? chain
      dropIns += [relay(chain), drain(chain), ledger(next, user: chain.user)] + sockets(chain)
    }
    for unit in configuration.nodeUnits {
      let served = chains.filter { $0.units.owners.contains(unit) }
      let owner = running.node(of: unit)
      // Another unit's next node is told what is configured, with the ports that belong to it.
      guard let first = served.first, let start = owner?.start ?? configuration.start(unit) else {
        continue
      }
      dropIns.append(
        node(
          unit, program: owner?.release.program ?? first.program(of: unit) ?? first.program,
          sockets: served.flatMap(\.units.sockets), host: configuration.host, start: start))
    }
    return dropIns.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  static let supervisor = "/usr/libexec/adnet-agent/adnet-supervisor"

  static func file(_ unit: String, _ section: [String]) -> DropIn {
    let header = [
      "# Generated from agent.toml by \"adnet-agent config apply\", as shipped from the defaults.",
      "# Changes made here are lost: add a drop-in with another name instead.",
    ]
    return DropIn(unit: unit, text: (header + section).joined(separator: "\n") + "\n")
  }

  /// Of the template: the instance says what the program is run for.
  private static func hook(_ migration: MigrationSettings) -> DropIn {
    let program = migration.hook.isEmpty ? "/bin/true" : migration.hook
    return file(
      MigrationHook.template,
      [
        "[Service]", "ExecStart=", "ExecStart=\(SystemdText.argument(program)) %i",
        "TimeoutStartSec=\(migration.hookTimeoutMilliseconds / 1_000)",
      ])
  }

  /// No PartOf=: the relay has to outlive its sockets' units. Where it ends first, systemd watches a
  /// socket again, finds clients that wait, and with a stop pending accepts and closes them all.
  private static func relay(_ chain: ChainConfiguration) -> DropIn {
    let drains = chain.units.sockets.map(\.drain).joined(separator: " ")
    // The node's own sockets as well: who waits there for a node that has died can be answered.
    let sockets = (chain.units.sockets.map(\.drain) + chain.units.sockets.map(\.held))
      .joined(separator: " ")
    let limit = chain.park.limitMilliseconds / 1000
    let linger = chain.drain.lingerMilliseconds / 1000
    // What peers serve as well: their URLs are those of their REST.
    let shared = chain.heldPorts.filter { $0.role == "rest" }
      .map { " --shared-port \($0.port)" }.joined()
    return file(
      chain.units.relay,
      (drains.isEmpty ? [] : ["[Unit]", "After=\(drains)"])
        + ["[Service]"] + (drains.isEmpty ? [] : ["Sockets=\(sockets)"])
        + [
          "ExecStart=",
          "ExecStart=/usr/bin/adnet-agent relay --chain \(chain.name) --park-limit \(limit)"
            + " --linger \(linger)" + shared,
          "TimeoutStopSec=\(linger + 10)",
        ])
  }

  /// As the node's account: no other may look at its connections.
  private static func drain(_ chain: ChainConfiguration) -> DropIn {
    file(
      chain.units.drain,
      [
        "[Service]", "User=\(chain.user)", "ExecStart=",
        "ExecStart=/usr/bin/adnet-agent adopt --chain \(chain.name)"
          + " --grace \(chain.drain.graceMilliseconds / 1000)",
      ])
  }

  /// For every pair there are units of, held or not: a socket unit without an address is an error
  /// to systemd. What isn't held is in no `Sockets=`, so nothing starts it.
  private static func sockets(_ chain: ChainConfiguration) -> [DropIn] {
    let roles = ShippedChain(chain.name)?.holdableRoles ?? []
    return (chain.ports + chain.unusedPorts).filter { roles.contains($0.role) }.flatMap { port in
      let pair = ChainUnits.SocketPair(chain: chain.name, role: port.role)
      let listen = ["[Socket]", "ListenStream=", "ListenStream=\(port.endpoint)"]
      // The held one asks first whether this account may hand sockets over.
      return [
        file(pair.held, listen + ["User=\(chain.user)"]), file(pair.drain, listen),
      ]
    }
  }
}
