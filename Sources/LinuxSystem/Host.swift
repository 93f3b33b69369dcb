public import AgentCore
import Glibc

/// What this machine and this boot are called.
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
  public static var processID: Int32 { getpid() }
}
