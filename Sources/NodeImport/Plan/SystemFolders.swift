/// Folders that a host has for more than one purpose (hier(7)): none of them is a node's.
enum SystemFolders {
  /// With all that is in them.
  private static let whole = [
    "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/sbin",
    "/sys", "/usr", "/var/lib/adnet",
  ]
  private static let single: Set<String> = [
    "/", "/home", "/media", "/mnt", "/opt", "/root", "/run", "/run/lock", "/run/user", "/snap",
    "/srv", "/tmp", "/var", "/var/backups", "/var/cache", "/var/lib", "/var/lib/private",
    "/var/local", "/var/lock", "/var/log", "/var/mail", "/var/opt", "/var/run", "/var/snap",
    "/var/spool", "/var/tmp",
  ]

  static func holds(_ path: String) -> Bool {
    single.contains(path) || whole.contains { path == $0 || path.hasPrefix($0 + "/") }
  }
}
