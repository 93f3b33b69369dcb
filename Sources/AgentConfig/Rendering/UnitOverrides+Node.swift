import AgentCore
import HostSafety

extension UnitOverrides {
  static func node(
    _ chain: ChainConfiguration, unit: String, arguments: [String], host: HostSettings
  ) -> UnitOverride {
    let stop = chain.timeouts.stopMilliseconds / 1000
    // `Sockets=` can't be emptied again once set, so it stands nowhere but here.
    let held = chain.units.sockets.map(\.held).joined(separator: " ")
    return file(
      unit,
      ["[Service]", "User=\(chain.user)"] + (held.isEmpty ? [] : ["Sockets=\(held)"])
        + ["ExecStart=", "ExecStart=" + startCommand(chain, unit: unit, arguments: arguments)]
        + [
          "ExecStop=",
          "ExecStop=\(supervisor) stop \(identity(chain, unit: unit)) --stop-grace \(stop)",
          // Room for the supervisor to kill a node that hangs, and to write that down.
          "TimeoutStopSec=\(stop + 30)",
          "LimitNOFILE=\(chain.limits.openFiles)",
          "TasksMax=\(chain.limits.tasks)",
          "OOMScoreAdjust=\(host.oom.nodes)",
        ]
        + (chain.limits.memoryHigh.isEmpty
          ? [] : ["MemoryHigh=\(percent(chain.limits.memoryHigh))"])
    )
  }

  private static func identity(_ chain: ChainConfiguration, unit: String) -> String {
    "--unit \(unit) --chain \(chain.name) --program \(chain.program(of: unit) ?? chain.program)"
  }

  private static func startCommand(_ chain: ChainConfiguration, unit: String, arguments: [String])
    -> String
  {
    let program = chain.program(of: unit) ?? chain.program
    let values = chain.placeholderValues(program: program, home: Paths().nodeHome(chain.name))
    let node = arguments.map { SystemdText.argument(Template.fill($0, with: values)) }
    let lines =
      ["\(supervisor) run \(identity(chain, unit: unit))"] + chain.ports.map(portOption)
      + [timeOptions(chain)] + lines(["--"] + node)
    return lines.joined(separator: " \\\n  ")
  }

  private static func portOption(_ port: PortConfiguration) -> String {
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
