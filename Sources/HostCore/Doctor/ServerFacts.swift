/// The hardware and settings of a server. Nil is a fact that this account can't read.
public struct ServerFacts: Hashable, Sendable {
  public struct Disk: Hashable, Sendable {
    public var mountPoint = "/"
    public var totalBytes = 0
    public var freeBytes = 0
    /// The block device's name, such as `nvme0n1`; nil when it isn't one device.
    public var device: String?
    public var isRotational: Bool?

    public init() {}
  }

  public struct Port: Hashable, Sendable {
    public let name: String
    public let port: Int
    /// The process that has the port, in words; nil if it is free or ours.
    public let foreignListener: String?

    public init(name: String, port: Int, foreignListener: String?) {
      self.name = name
      self.port = port
      self.foreignListener = foreignListener
    }
  }

  /// A file or folder that only its node may read, and somebody else may too.
  public struct OpenFile: Hashable, Sendable {
    public let path: String
    public let mode: UInt32
    public let wanted: UInt32

    public init(path: String, mode: UInt32, wanted: UInt32) {
      self.path = path
      self.mode = mode
      self.wanted = wanted
    }
  }

  public var processors = 0
  public var memoryBytes = 0
  public var swapBytes: Int?
  public var disk = Disk()
  /// Megabits a second of the fastest network card that is up; virtual ones tell none.
  public var linkMegabits: Int?
  /// As /etc/os-release has them: "debian", "12", "Debian GNU/Linux 12 (bookworm)".
  public var system = ""
  public var systemVersion = ""
  public var systemName = ""
  public var isClockSynchronised: Bool?
  /// Microseconds, as the kernel estimates it.
  public var clockErrorMicroseconds: Int?
  /// The kernel's limit of descriptors a process may be given.
  public var descriptorLimit: Int?
  /// The kernel's limit of threads of the whole host.
  public var threadLimit: Int?
  /// `net.core.somaxconn`.
  public var backlogLimit: Int?
  /// `kernel.yama.ptrace_scope`; nil without Yama.
  public var ptraceScope: Int?
  /// `net.ipv4.tcp_migrate_req`.
  public var migratesQueues: Int?
  /// Why the kernel can't hand sockets over; nil when it can.
  public var handoffObstacle: String?
  public var ports: [Port]?
  /// Listeners on 9090 to 9100 that not only this host can reach: "0.0.0.0:9090".
  public var openMetrics: [String]?
  /// Nil when the nodes' homes can't be looked into.
  public var openFiles: [OpenFile]?
  /// How many keys are in the nodes' homes; nil likewise.
  public var keys: Int?
  /// The kind of container that all this is in, by systemd's word; nil when it is none.
  public var container: String?
  /// Names of dangerous variables, with the place where each is set.
  public var variables: [String]?

  public init() {}
}
