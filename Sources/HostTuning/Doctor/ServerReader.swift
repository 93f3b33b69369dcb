import Basics
import CLinux
import Glibc
public import HostCore
import LinuxSystem

/// Gathers what a doctor wants to know. Reads only; as root it sees more.
public struct ServerReader {
  /// A port that a node is to have.
  public struct Port {
    let name: String
    let port: Int
    let user: String
    /// systemd has it, as root, whether a node runs or not.
    let isHeld: Bool
    /// The address at which the node has to receive on UDP; nil where it hasn't.
    let udpAddress: String?

    public init(name: String, port: Int, user: String, isHeld: Bool, udpAddress: String? = nil) {
      self.name = name
      self.port = port
      self.user = user
      self.isHeld = isHeld
      self.udpAddress = udpAddress
    }
  }

  private let paths: HostPaths
  private let ports: [Port]
  /// The nodes' homes.
  private let homes: [String]
  private let nodeUnits: [String]

  public init(
    ports: [Port], homes: [String], nodeUnits: [String], paths: HostPaths = HostPaths()
  ) {
    self.ports = ports
    self.homes = homes
    self.nodeUnits = nodeUnits
    self.paths = paths
  }

  public func look() -> ServerFacts {
    var facts = ServerFacts()
    facts.processors = sysconf(CInt(_SC_NPROCESSORS_ONLN))
    let memory = table("/proc/meminfo", separator: ":")
    facts.memoryBytes = kibibytes(memory["MemTotal"]) ?? 0
    facts.swapBytes = kibibytes(memory["SwapTotal"])
    facts.disk = DiskReader(paths).look(homes.first ?? "/var/lib")
    facts.linkMegabits = link
    let system = table("/etc/os-release", separator: "=")
    facts.system = system["ID"] ?? ""
    facts.systemVersion = system["VERSION_ID"] ?? ""
    facts.systemName = system["PRETTY_NAME"] ?? ""
    var error: Int64 = 0
    let synchronised = adnet_clock_synchronised(&error)
    facts.isClockSynchronised = synchronised < 0 ? nil : synchronised == 1
    facts.clockErrorMicroseconds = Int(error)
    facts.descriptorLimit = number("/proc/sys/fs/nr_open")
    facts.threadLimit = [
      number("/proc/sys/kernel/threads-max"), number("/proc/sys/kernel/pid_max"),
    ].compactMap { $0 }.min()
    facts.backlogLimit = number("/proc/sys/net/core/somaxconn")
    facts.ptraceScope = number("/proc/sys/kernel/yama/ptrace_scope")
    facts.migratesQueues = number("/proc/sys/net/ipv4/tcp_migrate_req")
    let obstacle = adnet_notifier_supported()
    facts.handoffObstacle = obstacle == 0 ? nil : Failure.words(errno: obstacle)
    let listeners = try? Listener.all()
    facts.ports = listeners.map { occupied($0) + takenUDP() }
    facts.openMetrics = listeners?.filter { (9090...9100).contains($0.port) && $0.isPublic }
      .map(\.description)
    facts.openFiles = try? KeyFiles(paths).open(homes)
    facts.keys = try? KeyFiles(paths).count(homes)
    facts.container = HostReader.container(paths)
    facts.variables = try? DangerousVariables(paths, nodeUnits: nodeUnits).found()
    return facts
  }

  private func occupied(_ listeners: [Listener]) -> [ServerFacts.Port] {
    ports.map { port in
      let own = Accounts.user(named: port.user)?.id
      let foreignListener = listeners.first { listener in
        listener.port == port.port && listener.user != own && !(port.isHeld && listener.user == 0)
      }
      return ServerFacts.Port(
        name: port.name, port: port.port,
        foreignListener: foreignListener.map(account))
    }
  }

  /// Nothing where the kernel can't be asked.
  private func takenUDP() -> [ServerFacts.Port] {
    guard ports.contains(where: { $0.udpAddress != nil }),
      let receivers = try? Listener.receivers()
    else { return [] }
    return ports.compactMap { port in
      guard let address = port.udpAddress else { return nil }
      let own = Accounts.user(named: port.user)?.id
      let addresses = [address, "0.0.0.0", "::"]
      guard
        let other = receivers.first(where: {
          $0.port == port.port && $0.user != own && addresses.contains($0.host)
        })
      else { return nil }
      return ServerFacts.Port(
        name: "\(port.name), UDP", port: port.port,
        foreignListener: account(other))
    }
  }

  private func account(_ listener: Listener) -> String {
    Accounts.user(id: listener.user)?.name ?? "user \(listener.user)"
  }

  /// Of real cards that are up. A virtual one says nothing, or -1.
  private var link: Int? {
    let folder = "\(paths.root)/sys/class/net"
    return ((try? Folder.names(in: folder)) ?? []).compactMap { name in
      guard (try? File.status("\(folder)/\(name)/device", following: true)) ?? nil != nil,
        let speed = number("/sys/class/net/\(name)/speed"), speed > 0
      else { return nil }
      return speed
    }.max()
  }

  private func number(_ path: String) -> Int? {
    (try? File.text(paths.root + path, limit: 64)).flatMap { Int($0.filter { !$0.isWhitespace }) }
  }

  private func kibibytes(_ text: String?) -> Int? {
    text.flatMap { Int($0.prefix { $0 != " " }) }.map { $0 * 1024 }
  }

  private func table(_ path: String, separator: Character) -> [String: String] {
    let text = (try? File.text(paths.root + path, limit: 64 * 1024)) ?? ""
    return text.split(separator: "\n").reduce(into: [:]) { table, line in
      guard let at = line.firstIndex(of: separator) else { return }
      var value = line[line.index(after: at)...].drop { $0 == " " }
      if value.hasPrefix("\""), value.hasSuffix("\""), value.count > 1 {
        value = value.dropFirst().dropLast()
      }
      table[String(line[..<at])] = String(value)
    }
  }
}
