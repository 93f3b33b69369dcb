/// The paths of things on a host. `root` is empty in production; tests put a folder there.
public struct Paths: Hashable, Sendable {
  public let root: String

  public init(root: String = "") { self.root = root }

  public var configuration: String { "\(root)/etc/adnet-agent/agent.toml" }
  public var configurationFragments: String { "\(root)/etc/adnet-agent/agent.toml.d" }
  /// agent.toml and its fragments as they were applied last.
  public var appliedConfiguration: String { "\(root)/var/lib/adnet/configuration.json" }
  /// There while systemd hasn't read unit files that were written; a boot reads them.
  public var unitReload: String { "\(root)/run/adnet/units-to-read" }
  public var dropIns: String { "\(root)/etc/systemd/system" }

  public var shippedUnits: String { "\(root)/lib/systemd/system" }

  public var releases: String { "\(root)/var/lib/adnet/releases" }
  public func release(_ id: ReleaseID) -> String { "\(releases)/\(id.program)/\(id.folder)" }
  /// The answer of the release's file to `--version`.
  public func versionWords(_ id: ReleaseID) -> String {
    "\(root)/var/lib/adnet/versions/\(id.versionInstance)"
  }
  public func executable(_ id: ReleaseID) -> String { "\(release(id))/\(id.program)" }

  public func chain(_ chain: ChainName) -> String { "\(root)/var/lib/adnet/chains/\(chain)" }
  /// The progress of taking over nodes of other units; root's alone.
  public var imports: String { "\(root)/var/lib/adnet/imports" }
  /// There while taking over the chain's node isn't finished; for all to read.
  public func importNotice(_ chain: ChainName) -> String { "\(self.chain(chain))/import.json" }
  /// There while an import of the chain that is done may be undone; for all to read.
  public func importedNote(_ chain: ChainName) -> String { "\(self.chain(chain))/imported.json" }
  public func nodeHome(_ chain: ChainName) -> String { "\(root)/var/lib/adnet/nodes/\(chain)" }

  /// There while the home isn't its account's yet. Each supervisor reads it.
  public func homeMark(_ chain: ChainName) -> String { "\(self.chain(chain))/give-home" }

  /// There while some of it may be its account's already.
  public func homeBegun(_ chain: ChainName) -> String { "\(self.chain(chain))/giving-home" }

  /// There while the safety record isn't where the owner's node looks for it.
  public func recordMark(_ chain: ChainName) -> String { "\(self.chain(chain))/carry-record" }

  /// The record of where nodes have left their safety records, by what they were started with; the
  /// account's own.
  public func recordMemo(_ chain: ChainName) -> String { "\(nodeHome(chain))/.adnet-record" }

  /// Names the program whose ledger it is. Each supervisor reads it.
  public func ledgerMark(_ chain: ChainName) -> String { "\(nodeHome(chain))/.adnet-ledger" }

  public var state: String { "\(root)/var/lib/adnet-agent/state.json" }
  public var operations: String { "\(root)/var/lib/adnet-agent/operations.ndjson" }
  /// The free bytes of the disks, hour by hour.
  public var diskTrend: String { "\(root)/var/lib/adnet-agent/disk-trend.ndjson" }
  /// The times that the nodes' starts took.
  public var starts: String { "\(root)/var/lib/adnet-agent/starts.ndjson" }
  /// Uploaded release files wait here until the door has installed them.
  public var incoming: String { "\(root)/var/lib/adnet-agent/incoming" }

  public func chainLock(_ chain: ChainName) -> String { "\(root)/run/adnet/locks/\(chain).lock" }
  /// Written by the supervisor of `unit`, read by everyone.
  public func supervisorReport(_ chain: ChainName, unit: String) -> String {
    "\(root)/run/adnet/\(chain)/\(unit).status"
  }
  public var agentSocket: String { "\(root)/run/adnet-agent/agent.sock" }
  public var doorSocket: String { "\(root)/run/adnet-agent/door.sock" }
  public func relaySocket(_ chain: ChainName) -> String {
    "\(root)/run/adnet-relay/\(chain)/control.sock"
  }
  /// The changes that an adoption has to undo if it is killed.
  public func maskLog(_ chain: ChainName) -> String { "\(root)/run/adnet-drain/\(chain)/masks" }
  /// The socket where the relay takes over a node's live connections.
  public func adoptionSocket(_ chain: ChainName) -> String {
    "\(root)/run/adnet-relay/\(chain)/adoption.sock"
  }
}
