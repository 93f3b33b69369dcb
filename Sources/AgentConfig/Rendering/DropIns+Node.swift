import Basics
import HostCore

extension DropIns {
  /// The drop-in of a unit that runs a node. A generation's own file outweighs the command line, which
  /// is here for people, for generations of before there was that file, and for older supervisors.
  static func node(
    _ unit: String, program: String, sockets: [ChainUnits.SocketPair], host: HostSettings,
    start: NodeStart
  ) -> DropIn {
    // `Sockets=` can't be emptied again once set, so it stands nowhere but here.
    let held = sockets.map(\.held).joined(separator: " ")
    let chains = start.chains.map(\.name.text)
    let identity =
      chains.count == 1
      ? "--unit \(unit) --chain \(chains[0]) --program \(program)"
      : "--unit \(unit) --program \(program)"
    let ports = start.chains.flatMap { chain in
      (chains.count == 1 ? [] : ["--chain \(chain.name)"])
        + chain.ports.map { "--port \(NodeStart.text($0))" }
    }
    let node = lines(["--"] + start.arguments.map(SystemdText.argument))
    let command =
      (["\(supervisor) run \(identity)"] + ports
      + [start.times.joined(separator: " ")] + node).joined(separator: " \\\n  ")
    let stop =
      chains.count == 1 ? identity : identity + chains.map { " --chain \($0)" }.joined()
    return file(
      unit,
      ["[Service]", "User=\(start.user)"] + (held.isEmpty ? [] : ["Sockets=\(held)"])
        + [
          "ExecStart=", "ExecStart=\(command)",
          "ExecStop=", "ExecStop=\(supervisor) stop \(stop) --stop-grace \(start.stopGrace)",
          // Room for the supervisor to kill a node that hangs, and to write that down.
          "TimeoutStopSec=\(start.stopGrace + 30)",
          "LimitNOFILE=\(start.openFiles)",
          "TasksMax=\(start.tasks)",
          "OOMScoreAdjust=\(host.oom.nodes)",
        ]
        + (start.memoryHigh.isEmpty ? [] : ["MemoryHigh=\(percent(start.memoryHigh))"]))
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
