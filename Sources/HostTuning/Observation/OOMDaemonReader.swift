import Glibc
import HostCore
import LinuxSystem

/// earlyoom and systemd-oomd, if they run.
struct OOMDaemonReader {
  /// The names of nodes and their supervisors in /proc/PID/comm, which has 15 letters.
  private static let names = ["alphaos", "deltaos", "adnet", "adnet-superviso"]

  private let paths: HostPaths

  init(_ paths: HostPaths) { self.paths = paths }

  func look() -> [OOMDaemon] {
    var oomDaemons: [OOMDaemon] = []
    if let words = command("earlyoom.service") {
      // It doesn't touch what --avoid matches, an extended regular expression: earlyoom(1).
      let pattern = words.firstIndex(of: "--avoid").flatMap { words.dropFirst($0 + 1).first }
      oomDaemons.append(
        OOMDaemon(
          name: "earlyoom",
          mayChoose: Self.names.filter { !(pattern.map(Self.matches)?($0) ?? false) },
          remedy:
            "add --avoid '^(\(Self.names.joined(separator: "|")))$' to EARLYOOM_ARGS in /etc/default/earlyoom; systemctl restart earlyoom"
        ))
    }
    if command("systemd-oomd.service") != nil {
      // The units of nodes have ManagedOOMPreference=omit.
      oomDaemons.append(OOMDaemon(name: "systemd-oomd", mayChoose: [], remedy: ""))
    }
    return oomDaemons
  }

  /// The words of the main process's command line; nil when the service doesn't run.
  private func command(_ unit: String) -> [String]? {
    let group = "\(paths.cgroups)/system.slice/\(unit)/cgroup.procs"
    guard let text = try? File.text(group, limit: 4096),
      let process = text.split(separator: "\n").first.flatMap({ Int32($0) }),
      let bytes = try? File.read("\(paths.process(process))/cmdline", limit: 64 * 1024)
    else { return nil }
    return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func matches(_ pattern: String) -> (String) -> Bool {
    { name in
      var expression = regex_t()
      guard regcomp(&expression, pattern, REG_EXTENDED | REG_NOSUB) == 0 else { return false }
      defer { regfree(&expression) }
      return regexec(&expression, name, 0, nil, 0) == 0
    }
  }
}
