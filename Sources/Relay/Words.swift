import CLinux
import LinuxSystem

/// What the relay tells people: nothing depends on whether it reaches them.
enum Words {
  /// For `systemctl status`.
  static func status(_ text: String) {
    do { try ServiceNotice.send(.status(text)) } catch { journal("\(error)") }
  }

  static func journal(_ text: String) {
    let line = Array("\(text)\n".utf8)
    line.withUnsafeBufferPointer { bytes in
      if let start = bytes.baseAddress { adnet_print_error(start, Int64(bytes.count)) }
    }
  }
}
