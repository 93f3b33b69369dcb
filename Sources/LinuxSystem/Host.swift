public import Basics
import Glibc

/// The names of this machine and this boot.
public enum Host {
  /// Changes with each boot.
  public static func bootID() throws(Failure) -> String {
    let text = try File.text("/proc/sys/kernel/random/boot_id", limit: 64)
    return String(text.prefix { $0 != "\n" })
  }

  public static var name: String {
    var names = utsname()
    uname(&names)
    return withUnsafeBytes(of: &names.nodename) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

extension Host {
  /// The reason why a process may not look into its child now, for which Yama's scope has to be 0 or 1
  /// (Documentation/admin-guide/LSM/Yama.rst); nil when it may, or when the kernel has no Yama.
  public static var handoffRefusal: String? {
    guard let text = try? File.text("/proc/sys/kernel/yama/ptrace_scope", limit: 16),
      let scope = Int(text.prefix { $0 != "\n" }), scope > 1
    else { return nil }
    return "kernel.yama.ptrace_scope is \(scope)"
  }

  public static var processID: Int32 { getpid() }
}
extension Host {
  /// The bytes that programs could get without swapping (MemAvailable in proc(5)); 0 when that
  /// isn't known.
  public static var availableBytes: Int64 {
    let text = (try? File.text("/proc/meminfo", limit: 64 * 1024)) ?? ""
    for line in text.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
      return line.split(separator: " ").dropFirst().first.flatMap { Int64($0) }.map { $0 * 1024 }
        ?? 0
    }
    return 0
  }

  /// The number of processors that this process may run on, at least 1.
  public static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
