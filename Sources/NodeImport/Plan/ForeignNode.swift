/// A node that runs on this host and isn't ours, as it was found.
public struct ForeignNode: Hashable, Codable, Sendable {
  /// The process, and its start (clock ticks since boot, `/proc/PID/stat`): together they identify
  /// one process for ever.
  public var process: Int32
  public var startedTicks: UInt64
  public var bootID: String
  /// The path of its file, which may have been deleted since.
  public var executable: String
  /// Without the program's own name, and with a mark for each value that is a secret.
  public var arguments: [String]
  public var account: Account
  /// HOME of its environment, else its account's.
  public var home: String
  /// The working directory, for relative paths.
  public var folder: String
  /// The names in its environment, sorted.
  public var environment: [String]
  public var listeners: [Listener]
  /// Folders in which it has a file LOCK open: RocksDB's, so its ledgers.
  public var ledgers: [ProvenPath]
  public var origin: Origin
  /// Whether a unit of the account's own manager starts it at a login.
  public var isEnabledForUser: Bool
  /// The names of its parents, from the nearest on, without systemd.
  public var parents: [String]
  /// Other processes of this program here, but for those of the same unit.
  public var others: [NamedProcess]

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

  /// The origin of the process, which may start it again.
  public enum Origin: Hashable, Codable, Sendable {
    case unit(ForeignUnit)
    /// A unit of the account's own manager (`systemctl --user`).
    case userUnit(name: String, account: String)
    /// An unknown origin: a terminal, cron, a process manager. The name of its parent process.
    case process(parent: String)
  }

  public init(
    process: Int32, startedTicks: UInt64 = 0, bootID: String = "", executable: String,
    arguments: [String], account: Account, home: String, folder: String,
    environment: [String] = [], listeners: [Listener] = [], ledgers: [ProvenPath] = [],
    origin: Origin, isEnabledForUser: Bool = false,
    parents: [String] = [], others: [NamedProcess] = []
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
    self.isEnabledForUser = isEnabledForUser
    self.parents = parents
    self.others = others
  }

  public var unit: ForeignUnit? {
    if case .unit(let unit) = origin { unit } else { nil }
  }

  /// For people: `alphaos-node.service`, or `process 4711`.
  public var name: String {
    switch origin {
    case .unit(let unit): unit.name
    case .userUnit(let name, let account): "\(name) of \(account)"
    case .process: "process \(process)"
    }
  }

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

extension ForeignNode {
  /// Records of 0.2.0 have no parents, and know of no user's manager.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      process: try values.decode(Int32.self, forKey: .process),
      startedTicks: try values.decode(UInt64.self, forKey: .startedTicks),
      bootID: try values.decode(String.self, forKey: .bootID),
      executable: try values.decode(String.self, forKey: .executable),
      arguments: try values.decode([String].self, forKey: .arguments),
      account: try values.decode(Account.self, forKey: .account),
      home: try values.decode(String.self, forKey: .home),
      folder: try values.decode(String.self, forKey: .folder),
      environment: try values.decode([String].self, forKey: .environment),
      listeners: try values.decode([Listener].self, forKey: .listeners),
      ledgers: try values.decode([ProvenPath].self, forKey: .ledgers),
      origin: try values.decode(Origin.self, forKey: .origin),
      isEnabledForUser: try values.decodeIfPresent(Bool.self, forKey: .isEnabledForUser) ?? false,
      parents: try values.decodeIfPresent([String].self, forKey: .parents) ?? [],
      others: try values.decode([NamedProcess].self, forKey: .others))
  }
}
