import Basics
import Glibc
import LinuxSystem

/// Files of /proc that are settings.
enum KernelSetting {
  /// In one write, which is how the kernel takes it, and read back.
  static func write(_ value: String, to path: String) throws(Failure) {
    let raw = open(path, O_WRONLY | O_CLOEXEC)
    guard raw >= 0 else { throw Failure(cannot: "set \(path)", errno: errno) }
    let file = Descriptor(owning: raw)
    let bytes = Array(value.utf8)
    guard Glibc.write(file.raw, bytes, bytes.count) == bytes.count else {
      throw Failure(cannot: "set \(path) to \(value)", errno: errno)
    }
    let now = try File.text(path, limit: 256).filter { !$0.isWhitespace }
    guard now == value else {
      throw Failure(.settingRefused, "cannot set \(path) to \(value): it is \(now) afterwards")
    }
  }
}
