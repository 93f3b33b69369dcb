internal import SupervisorCore

/// The paths of what the supervisor reads and writes for one chain.
final class SupervisorPaths {
  private let root: Text
  private let unit: Text
  private let name: Text

  init(_ options: Options, chain name: Text) {
    root = options.root
    unit = options.unit
    self.name = name
  }

  /// The chain's own folder.
  var chain: Text { path("/var/lib/adnet/chains/", "") }
  /// There until the home is its account's.
  var homeMark: Text { path("/var/lib/adnet/chains/", "/give-home") }
  var lock: Text { path("/run/adnet/locks/", ".lock") }
  @inline(never)
  var report: Text { "\(path("/run/adnet/", "/"))\(unit).status" }
  var reportTemporary: Text { "\(path("/run/adnet/", "/."))\(unit).status.new" }
  /// There while a node runs that hasn't stopped cleanly, with the boot it runs in: unlike the report
  /// it outlives a power cut.
  var runningMark: Text { path("/var/lib/adnet/nodes/", "/.adnet-running") }
  var runningMarkTemporary: Text { path("/var/lib/adnet/nodes/", "/.adnet-running.new") }
  /// Names the program whose ledger it is.
  var ledgerMark: Text { path("/var/lib/adnet/nodes/", "/.adnet-ledger") }

  @inline(never)
  private func path(_ folder: StaticString, _ rest: StaticString) -> Text {
    "\(root)\(folder)\(name)\(rest)"
  }
}
