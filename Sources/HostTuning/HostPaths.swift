/// Where the host's own settings are. `root` is empty in production; tests put a folder there.
public struct HostPaths: Hashable, Sendable {
  public let root: String

  public init(root: String = "") { self.root = root }

  var swaps: String { "\(root)/proc/swaps" }
  var mounts: String { "\(root)/proc/self/mountinfo" }
  var memory: String { "\(root)/proc/meminfo" }
  var swappiness: String { "\(root)/proc/sys/vm/swappiness" }
  var container: String { "\(root)/run/systemd/container" }
  var cgroups: String { "\(root)/sys/fs/cgroup" }
  var units: String { "\(root)/etc/systemd/system" }
  /// The units that systemd generates from /etc/fstab at boot.
  var generatedUnits: String { "\(root)/run/systemd/generator" }
  /// Sorts after 99-sysctl.conf, which is Debian's link to /etc/sysctl.conf.
  var sysctl: String { "\(root)/etc/sysctl.d/\(Self.sysctlName)" }
  static let sysctlName = "99-zz-adnet-agent.conf"
  /// The first is read instead of files with the same name in the others: see sysctl.d(5).
  var sysctlFolders: [String] {
    ["/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"].map { "\(root)\($0)/sysctl.d" }
  }
  /// The mark of the first `host apply`: from then on drift is corrected.
  public var applied: String { "\(root)/var/lib/adnet/host-applied" }
  /// The report of a running apply.
  public var report: String { "\(root)/run/adnet-host/report.json" }

  func process(_ process: Int32) -> String { "\(root)/proc/\(process)" }
}
