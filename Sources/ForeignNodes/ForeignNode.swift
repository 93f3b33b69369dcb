/// A node that runs on this host and isn't ours, as it was found.
public struct ForeignNode: Hashable, Codable, Sendable {
  /// Its process, and when that began (clock ticks since boot, `/proc/PID/stat`): together they name
  /// one process for good.
  public var process: Int32
  public var startedTicks: UInt64
  public var bootID: String
  /// Its file, which may be gone from there since.
  public var executable: String
  /// Without the program's own name. Never shown as it is: a key may be among them.
  public var arguments: [String]
  public var account: Account
  /// HOME of its environment, else its account's.
  public var home: String
  /// What relative paths mean to it.
  public var folder: String
  /// The names in its environment, sorted.
  public var environment: [String]
  public var listeners: [Listener]
  /// Folders in which it has a file LOCK open: RocksDB's, so its ledgers.
  public var ledgers: [String]
  public var origin: Origin
  /// Other processes of this program here, but for those of the same unit.
  public var others: [Int32]

  public struct Account: Hashable, Codable, Sendable {
    public var name: String
    public var user: UInt32
    public var group: UInt32

    public init(name: String, user: UInt32, group: UInt32) {
      self.name = name
      self.user = user
      self.group = group
    }
  }

  /// A listening TCP socket.
  public struct Listener: Hashable, Codable, Sendable {
    public var address: String
    public var port: Int

    public init(_ address: String, _ port: Int) {
      self.address = address
      self.port = port
    }
  }

  /// What started it, and would again.
  public enum Origin: Hashable, Codable, Sendable {
    case unit(ForeignUnit)
    /// Nobody knows: a terminal, cron, a process manager. The name of its parent process.
    case process(parent: String)
  }

  public init(
    process: Int32, startedTicks: UInt64 = 0, bootID: String = "", executable: String,
    arguments: [String], account: Account, home: String, folder: String,
    environment: [String] = [], listeners: [Listener] = [], ledgers: [String] = [],
    origin: Origin, others: [Int32] = []
  ) {
    self.process = process
    self.startedTicks = startedTicks
    self.bootID = bootID
    self.executable = executable
    self.arguments = arguments
    self.account = account
    self.home = home
    self.folder = folder
    self.environment = environment
    self.listeners = listeners
    self.ledgers = ledgers
    self.origin = origin
    self.others = others
  }

  public var unit: ForeignUnit? {
    if case .unit(let unit) = origin { unit } else { nil }
  }

  /// For people: `alphaos-node.service`, or `process 4711`.
  public var name: String { unit?.name ?? "process \(process)" }

  /// A path as it means it, without `.` and `..`.
  public func absolute(_ path: String) -> String {
    var parts: [Substring] = []
    for part in (path.hasPrefix("/") ? path : "\(folder)/\(path)").split(separator: "/") {
      switch part {
      case ".": continue
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }
}
