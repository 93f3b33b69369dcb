import CLinux
internal import SupervisorCore

/// The host's calls in the supervisor's own types.
enum System {
  static var boottime: Int64 { adnet_boottime_ms() }
  static var unix: Int64 { adnet_unix_ms() }

  /// Nil when the file can't be read, is of 64 KiB or more, or isn't there.
  @inline(never)
  static func read(_ path: Text) -> Text? {
    if case .success(let text) = file(path) { text } else { nil }
  }

  /// The file's text, nil when there is no file; else the errno.
  @inline(never)
  static func file(_ path: Text) -> Result<Text?, HostError> {
    fill { buffer in withCString(path) { adnet_read_file($0, buffer, 65536) } }
  }

  @inline(never)
  static func readLink(_ path: Text) -> Text? {
    if case .success(let target) = link(path) { target } else { nil }
  }

  /// The link's target, nil when there is no link; else the errno.
  @inline(never)
  static func link(_ path: Text) -> Result<Text?, HostError> {
    fill { buffer in withCString(path) { adnet_read_link($0, buffer, 65536) } }
  }

  private static func fill(
    _ call: (UnsafeMutablePointer<UInt8>) -> Int64
  ) -> Result<Text?, HostError> {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 65536) { buffer in
      guard let start = buffer.baseAddress else { return .success(nil) }
      let count = call(start)
      guard count >= 0 else {
        return count == -Int64(adnet_no_file)
          ? .success(nil) : .failure(HostError(number: Int32(-count)))
      }
      return .success(Text([UInt8](UnsafeBufferPointer(start: start, count: Int(count)))))
    }
  }

  /// Writes a file as a whole. An error is said, and goes no further.
  @inline(never)
  static func replace(_ path: Text, temporary: Text, with text: Text) {
    let error: Int32 = text.bytes.withUnsafeBufferPointer { bytes in
      withCString(path) { path in
        withCString(temporary) { temporary in
          guard let start = bytes.baseAddress else { return 0 }
          return adnet_replace_file(path, temporary, start, Int64(bytes.count))
        }
      }
    }
    if error != 0 { say("cannot write \(path): \(error: error)") }
  }

  /// Removes a file; one that isn't there is no error.
  static func remove(_ path: Text) { _ = withCString(path) { adnet_remove_file($0) } }

  @inline(never)
  static func tellManager(_ text: Text) {
    // A manager that doesn't listen is no reason to stop a validator.
    _ = withBytes(text) { adnet_notify($0, $1) }
  }

  @inline(never)
  static func say(_ text: Text) {
    withBytes("\(text)\n") { adnet_print_error($0, $1) }
  }

  static func processLives(_ pid: Int64) -> Bool {
    let descriptor = adnet_open_process(Int32(pid))
    guard descriptor >= 0 else { return false }
    adnet_close(descriptor)
    return true
  }

  @inline(never)
  static func parse(_ address: Text) -> Address? {
    var parsed = adnet_address()
    guard withCString(address, { adnet_parse_address($0, &parsed) }) == 0 else { return nil }
    return Address(parsed)
  }

  @inline(never)
  static func format(_ address: Address) -> Text {
    var raw = adnet_address(address)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      guard let start = buffer.baseAddress else { return "" }
      adnet_format_address(&raw, start)
      return text(start)
    }
  }

  @inline(never)
  static func text(_ pointer: UnsafePointer<CChar>) -> Text {
    var text = Text()
    var at = pointer
    while at.pointee != 0 {
      text.add(UInt8(bitPattern: at.pointee))
      at += 1
    }
    return text
  }

  static func withCString<R>(_ text: Text, _ body: (UnsafePointer<CChar>) -> R) -> R {
    terminated(text).withUnsafeBufferPointer { bytes in
      // Never empty: it ends with a zero.
      bytes.baseAddress!.withMemoryRebound(to: CChar.self, capacity: bytes.count) { body($0) }
    }
  }

  @inline(never)
  private static func terminated(_ text: Text) -> [UInt8] { text.bytes + [0] }

  private static func withBytes<R>(
    _ text: Text, _ body: (UnsafePointer<UInt8>, Int64) -> R
  ) -> R {
    text.bytes.withUnsafeBufferPointer { body($0.baseAddress!, Int64($0.count)) }
  }
}

extension Text {
  @inline(never)
  mutating func appendInterpolation(error number: Int32) {
    add(System.text(adnet_error_text(number)))
  }
}

/// An errno.
struct HostError: Error { let number: Int32 }

extension Address {
  init?(_ raw: adnet_address) {
    guard raw.family == 4 || raw.family == 6 else { return nil }
    var copy = raw.bytes
    let bytes = unsafe withUnsafeBytes(of: &copy) { [UInt8]($0) }
    self.init(
      family: raw.family == 4 ? .four : .six,
      bytes: raw.family == 4 ? [UInt8](bytes[..<4]) : bytes, port: raw.port)
  }
}

extension adnet_address {
  init(_ address: Address) {
    self.init()
    family = address.family == .four ? 4 : 6
    port = address.port
    withUnsafeMutableBytes(of: &bytes) { to in
      for (index, byte) in address.bytes.enumerated() { to[index] = byte }
    }
  }
}
