internal import SupervisorCore

/// The paths of what the supervisor reads and writes for one chain.
struct SupervisorPaths {
  /// The chain's own folder.
  let chain: Text
  let lock: Text
  let report: Text
  let reportTemporary: Text
  /// There while a node runs that hasn't stopped cleanly, with the boot it runs in: unlike the report
  /// it outlives a power cut.
  let runningMark: Text
  let runningMarkTemporary: Text
  /// Names the program whose ledger it is.
  let ledgerMark: Text
  /// There until the home is its account's.
  let homeMark: Text

  init(_ options: Options, chain name: Text) {
    chain = options.root + "/var/lib/adnet/chains/" + name
    homeMark = chain + "/give-home"
    lock = options.root + "/run/adnet/locks/" + name + ".lock"
    let folder = options.root + "/run/adnet/" + name + "/"
    report = folder + options.unit + ".status"
    reportTemporary = folder + "." + options.unit + ".status.new"
    let home = options.root + "/var/lib/adnet/nodes/" + name
    runningMark = home + "/.adnet-running"
    ledgerMark = home + "/.adnet-ledger"
    runningMarkTemporary = runningMark + ".new"
  }
}
