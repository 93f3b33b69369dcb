import CLinux

/// Texts of a service for people: nothing depends on whether they arrive.
public enum ServiceLog {
  /// For `systemctl status`.
  public static func status(_ text: String) {
    do { try ServiceNotice.send(.status(text)) } catch { journal("\(error)") }
  }

  public static func journal(_ text: String) {
    let line = Array("\(text)\n".utf8)
    line.withUnsafeBufferPointer { bytes in
      if let start = bytes.baseAddress { adnet_print_error(start, Int64(bytes.count)) }
    }
  }
}
