import Glibc

/// A connected socket with what was read and not yet used, and what could not be written yet.
struct Stream {
  let descriptor: CInt
  var input: [UInt8] = []
  private(set) var output: ArraySlice<UInt8> = []
  /// The peer has closed its side.
  private(set) var ended = false
  private(set) var failure: CInt?

  init(_ descriptor: CInt) { self.descriptor = descriptor }

  /// Reads until there is no more.
  mutating func fill() {
    while !ended, failure == nil {
      let count = withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 1) { chunk in
        let count = recv(descriptor, chunk.baseAddress, chunk.count, 0)
        if count > 0 { input.append(contentsOf: chunk[..<count]) }
        return count
      }
      if count == 0 {
        ended = true
      } else if count < 0 {
        if errno == EAGAIN { return }
        if errno != EINTR { failure = errno }
      }
    }
  }

  mutating func send(_ bytes: some Collection<UInt8>) {
    output.append(contentsOf: bytes)
    flush()
  }

  mutating func flush() {
    while !output.isEmpty, failure == nil {
      let count = output.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      if count >= 0 {
        output = output.dropFirst(count)
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        failure = errno
      }
    }
    if output.isEmpty { output = [] }
  }
}
