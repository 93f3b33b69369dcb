internal import SupervisorCore

/// Where the supervisor reads and writes.
struct SupervisorPaths {
  let root: Text
  let chain: Text
  let current: Text
  let lock: Text
  let report: Text
  let reportTemporary: Text

  init(_ options: Options) {
    root = options.root
    chain = root + "/var/lib/adnet/chains/" + options.chain
    current = chain + "/current"
    lock = root + "/run/adnet/locks/" + options.chain + ".lock"
    let folder = root + "/run/adnet/" + options.chain + "/"
    report = folder + options.unit + ".status"
    reportTemporary = folder + "." + options.unit + ".status.new"
  }

  func release(_ name: Text) -> Text { root + "/var/lib/adnet/releases/" + name }
}
