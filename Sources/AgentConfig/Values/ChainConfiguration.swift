public import Basics

/// The section `[chain.<name>]`.
public struct ChainConfiguration: Hashable, Sendable {
  public let name: ChainName
  /// The program whose releases the chain's own unit runs.
  public var program: String
  /// The account the chain's node runs as, in every topology.
  public var user: String
  public var command: Command
  /// `NAME=VALUE` for the node in every topology, still with their placeholders.
  public var environment: [String] = []
  /// The ports the node has, in the order of the file; roles are unique.
  public var ports: [PortConfiguration]
  /// Ports with `enabled = false`: the node has none such. Kept so that they can be shown.
  public var unusedPorts: [PortConfiguration] = []
  public var limits = Limits()
  public var timeouts = Timeouts()
  public var restart = Restart()
  public var park = Park()
  public var drain = Drain()
  public var probe = Probe()
  public var peers = Peers()
  public var quorum = Quorum()
  public var ledger = Ledger()
  public var activation = Activation()

  /// The port that answers for the height.
  public var heightPort: PortConfiguration? { port(probe.queries.height.role) }

  public func port(_ role: String) -> PortConfiguration? { ports.first { $0.role == role } }

  /// The ports whose sockets systemd holds.
  public var heldPorts: [PortConfiguration] { ports.filter(\.isHeld) }

  /// The node's arguments, still with their placeholders.
  public struct Command: Hashable, Sendable {
    /// Of the chain's own unit, such as alphaos.service.
    public var own: [String]
    /// Of the unified binary's unit, `adnet@<chain>.service`.
    public var unified: [String]
    /// Instead of `own` from a version of the program on, sorted by it.
    public var ownFrom: [VersionedArguments] = []
    /// Instead of `unified` from a version of the unified program on, sorted by it.
    public var unifiedFrom: [VersionedArguments] = []
    /// The arguments that the site adds to the default command of each program. `own` and `unified` have it.
    public var additional: [String] = []
    /// Whether a release has to have been built with what the one before was.
    public var comparesFeatures = true
    /// Whether a release has to name every option of its command in its `--help`.
    public var checksFlags = true
    /// Whether a command has to name the chain's ports.
    public var checksPorts = true
  }

  public struct Limits: Hashable, Sendable {
    public var openFiles = 65_536
    public var tasks = 4_096
    /// As systemd's MemoryHigh=: `24G`, `80%`; empty for none.
    public var memoryHigh = ""
  }

  public struct Timeouts: Hashable, Sendable {
    /// How long a node may take to stop before it is killed and its proposal cache is lost.
    public var stopMilliseconds = 120_000
    /// How long a node may load its ledger before a missing port is reported.
    public var startGraceMilliseconds = 600_000
  }

  public struct Restart: Hashable, Sendable {
    public var backoffFirstMilliseconds = 500
    public var backoffCapMilliseconds = 300_000
    /// A run of this length ends a series of failures.
    public var stableMilliseconds = 600_000
    /// Whether the agent restarts a node that hangs or stands still.
    public var heals = true
  }

  public struct Park: Hashable, Sendable {
    /// How long clients wait for the node before the relay answers 503.
    public var limitMilliseconds = 30_000
  }

  public struct Drain: Hashable, Sendable {
    /// How long the node gets for the answers it owes before it is stopped.
    public var graceMilliseconds = 10_000
    /// How long the relay keeps idle clients when the node is back.
    public var lingerMilliseconds = 30_000
  }

  public struct Probe: Hashable, Sendable {
    /// Tried in this order in front of `/block/height/latest`.
    public var basePaths = ["/mainnet", "/testnet", "/canary", "/alpha", "/api/v1", ""]
    public var periodMilliseconds = 5_000
    public var timeoutMilliseconds = 2_000
    /// Results in a row that make a check fail, and pass again.
    public var failures = 3
    public var successes = 2
    /// How long the height may stand still.
    public var stallMilliseconds = 120_000
    /// How long a node that loads may do nothing.
    public var quietMilliseconds = 60_000
    public var webSocketPath = "/"
    public var metricsPath = "/metrics"
    public var queries = Queries()
  }

  /// How the node is asked, where it isn't asked as those of the family are.
  public struct Queries: Hashable, Sendable {
    public var height = ProbeQuery()
    public var hash = ProbeQuery()
    public var peers = ProbeQuery()
    public var validators = ProbeQuery()
    public var sync = ProbeQuery()
    public var committee = ProbeQuery()
    public var ready = ProbeQuery()
  }

  public struct Peers: Hashable, Sendable {
    /// Base URLs of other nodes' REST, with `ADDRESS@` in front of those of validators.
    public var urls: [String] = []
    /// Requests a second that each answers one address; 0 for no limit.
    public var rate = 10

    public struct Member: Hashable, Sendable {
      public let url: String
      /// The validator's; nil when it isn't said.
      public let address: String?
    }

    public var members: [Member] {
      urls.map { text in
        guard let at = text.firstIndex(of: "@") else { return Member(url: text, address: nil) }
        return Member(url: String(text[text.index(after: at)...]), address: String(text[..<at]))
      }
    }
  }

  public struct Quorum: Hashable, Sendable {
    /// The address of this validator; empty if it isn't configured.
    public var address = ""
    /// A genesis or committee file, for when neither the node nor a peer tells the committee.
    public var file = ""
    /// Whether a node is left running when its chain would halt without it.
    public var guards = true
  }

  /// The settings for a ledger that another program takes over; paths and arguments still have their
  /// placeholders.
  public struct Ledger: Hashable, Sendable {
    /// Empty for what the chain's own command says.
    public var path = ""
    /// Where the unified program looks for it; empty for what its command says.
    public var unifiedPath = ""
    public var backsUp = true
    /// Patterns of names that are left out.
    public var excluded: [String] = []
    /// How much a backup may copy, in bytes.
    public var copyLimit = 1 << 30
    /// The unified program's arguments that convert it; none where it needs no conversion.
    public var conversion: [String] = []
    public var conversionMilliseconds = 1_800_000
  }

  /// A change of the chain's rules.
  public struct Activation: Hashable, Sendable {
    /// 0 for none.
    public var height = 0
    /// The first version that can follow.
    public var version = ""
    /// How many blocks before the height a node ends that can't follow.
    public var lead = 100
  }
}
