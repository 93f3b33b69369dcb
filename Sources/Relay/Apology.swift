import LinuxSystem

/// One client whom we answer 503 because the node has been away for too long.
///
/// The request is read before the answer, and what follows it after, since closing with unread
/// bytes would send a reset that may overtake the answer.
final class Apology {
  private enum State {
    /// Until the head of a request is complete.
    case reading([UInt8])
    /// Until the answer is sent.
    case writing(ArraySlice<UInt8>)
    /// Until the client has closed.
    case lingering
  }

  enum Outcome { case waiting, ended }

  let connection: TCPConnection
  private var deadline = Deadline(milliseconds: 3_000)
  private var state = State.reading([])
  private(set) var isAnswered = false

  init(_ connection: consuming TCPConnection) { self.connection = connection }

  var remainingMilliseconds: Int64 { deadline.remainingMilliseconds }

  var waitsFor: Poll.Events {
    switch state {
    case .reading, .lingering: .readable
    case .writing: .writable
    }
  }

  /// As far as it goes without waiting.
  func advance() -> Outcome {
    while !deadline.isOver {
      switch state {
      case .reading(let head):
        guard let more = read() else { return .waiting }
        if more.isEmpty { return .ended }
        let head = head + more
        if let request = RequestHead(head) {
          state = .writing(request.unavailable[...])
        } else if head.count > 16_384 {
          return .ended
        } else {
          state = .reading(head)
        }
      case .writing(let rest):
        switch connection.write(rest) {
        case .notYet: return .waiting
        case .ended: return .ended
        case .bytes(let count):
          state = .writing(rest.dropFirst(count))
          if count == rest.count {
            isAnswered = true
            connection.finishWriting()
            state = .lingering
            deadline = Deadline(milliseconds: 1_000)
          }
        }
      case .lingering:
        guard let more = read() else { return .waiting }
        if more.isEmpty { return .ended }
      }
    }
    return .ended
  }

  /// Nil when nothing is there yet, empty at the end.
  private func read() -> [UInt8]? {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      switch connection.read(into: buffer) {
      case .bytes(let count): Array(buffer[..<count])
      case .notYet: nil
      case .ended: []
      }
    }
  }
}
