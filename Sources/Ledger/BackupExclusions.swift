/// Names that no backup of a ledger has, on any host.
enum BackupExclusions {
  /// Shell patterns. Names of keys and of what keeps a validator from signing twice, which is never kept or
  /// put back: an old one is as bad as none.
  static let always = ["*.key", "*private*key*", "*proposal-cache*", "LOCK"]
}
