import AgentCore
import HostSafety

extension UnitOverrides {
  static func node(
    _ chain: ChainConfiguration, unit: String, arguments: [String], host: HostSettings
  ) -> UnitOverride {
    let program = chain.program(of: unit) ?? chain.program
    let values = chain.placeholderValues(program: program, home: Paths().nodeHome(chain.name))
    let identity = "--unit \(unit) --chain \(chain.name) --program \(program)"
    return node(
      unit, needs: chain, sockets: chain.units.sockets, host: host,
      start: ["\(supervisor) run \(identity)"] + chain.ports.map(portOption), stop: identity,
      arguments: arguments.map { Template.fill($0, with: values) })
  }

  /// - Parameters:
  ///   - needs: account, times and limits.
  ///   - start: the lines of the command line with the ports.
  ///   - stop: the options of that which stops the node.
  ///   - arguments: the node's, filled in.
  static func node(
    _ unit: String, needs: ChainConfiguration, sockets: [ChainUnits.SocketPair],
    host: HostSettings, start: [String], stop: String, arguments: [String]
  ) -> UnitOverride {
    let grace = needs.timeouts.stopMilliseconds / 1000
    // `Sockets=` can't be emptied again once set, so it stands nowhere but here.
    let held = sockets.map(\.held).joined(separator: " ")
    let node = lines(["--"] + arguments.map(SystemdText.argument))
    let command = (start + [timeOptions(needs)] + node).joined(separator: " \\\n  ")
    return file(
      unit,
      ["[Service]", "User=\(needs.user)"] + (held.isEmpty ? [] : ["Sockets=\(held)"])
        + [
          "ExecStart=", "ExecStart=\(command)",
          "ExecStop=", "ExecStop=\(supervisor) stop \(stop) --stop-grace \(grace)",
          // Room for the supervisor to kill a node that hangs, and to write that down.
          "TimeoutStopSec=\(grace + 30)",
          "LimitNOFILE=\(needs.limits.openFiles)",
          "TasksMax=\(needs.limits.tasks)",
          "OOMScoreAdjust=\(host.oom.nodes)",
        ]
        + (needs.limits.memoryHigh.isEmpty
          ? [] : ["MemoryHigh=\(percent(needs.limits.memoryHigh))"])
    )
  }

  static func portOption(_ port: PortConfiguration) -> String {
    "--port \(port.role),\(port.address),\(port.port)"
      + (port.isHeld ? ",held" : "") + (port.isReady ? ",ready" : "")
  }

  private static func timeOptions(_ chain: ChainConfiguration) -> String {
    [
      "--stop-grace \(chain.timeouts.stopMilliseconds / 1000)",
      "--start-grace \(chain.timeouts.startGraceMilliseconds / 1000)",
      "--backoff-first \(chain.restart.backoffFirstMilliseconds)",
      "--backoff-cap \(chain.restart.backoffCapMilliseconds / 1000)",
      "--stable \(chain.restart.stableMilliseconds / 1000)",
    ].joined(separator: " ")
  }

  /// An option and its value on one line, so that a diff shows what changed.
  private static func lines(_ words: [String]) -> [String] {
    var lines: [String] = []
    for word in words {
      if let last = lines.indices.last, !word.hasPrefix("-") {
        lines[last] += " \(word)"
      } else {
        lines.append(word)
      }
    }
    return lines
  }

  /// A bare `%` would be a specifier.
  private static func percent(_ text: String) -> String {
    text.hasSuffix("%") ? text + "%" : text
  }
}
