internal import SupervisorCore

/// Where the supervisor reads and writes.
struct SupervisorPaths {
  let root: Text
  let chain: Text
  let current: Text
  let lock: Text
  let report: Text
  let reportTemporary: Text
  /// There while a node runs that hasn't stopped cleanly, with the boot it runs in: unlike the report
  /// it outlives a power cut.
  let runningMark: Text
  let runningMarkTemporary: Text

  init(_ options: Options) {
    root = options.root
    chain = root + "/var/lib/adnet/chains/" + options.chain
    current = chain + "/current"
    lock = root + "/run/adnet/locks/" + options.chain + ".lock"
    let folder = root + "/run/adnet/" + options.chain + "/"
    report = folder + options.unit + ".status"
    reportTemporary = folder + "." + options.unit + ".status.new"
    let home = root + "/var/lib/adnet/nodes/" + options.chain + "/"
    runningMark = home + ".adnet-running"
    runningMarkTemporary = home + ".adnet-running.new"
  }

  func release(_ name: Text) -> Text { root + "/var/lib/adnet/releases/" + name }
}
