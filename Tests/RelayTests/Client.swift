import Basics
import Glibc
import LinuxSystem

/// A client of a held port.
struct Client: ~Copyable {
  private let connection: TCPConnection

  init(from source: TCPAddress, to target: TCPAddress) throws {
    guard let connection = try TCPConnection.connect(from: source, to: target) else {
      throw Failure(FailureKind(rawValue: "test_address"), "cannot connect from \(source)")
    }
    var poll = Poll()
    poll.add(connection.descriptor, .writable)
    guard try poll.wait(milliseconds: 2_000) == 1 else {
      throw Failure(.timedOut, "cannot connect to \(target): no answer")
    }
    self.connection = connection
  }

  init(accepted connection: consuming TCPConnection) { self.connection = connection }

  func send(_ text: String) { _ = connection.write(Array(text.utf8)[...]) }
  /// Closing it tells the other end of a failure.
  func reset() {
    var now = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      connection.descriptor.raw, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
  }
  func finishWriting() { connection.finishWriting() }

  /// One answer with a Content-Length; the connection stays open.
  func receiveAnswer(milliseconds: Int64 = 5_000) throws -> String {
    let deadline = Deadline(milliseconds: milliseconds)
    var all: [UInt8] = []
    while true {
      let text = String(decoding: all, as: UTF8.self)
      if let empty = text.firstRange(of: "\r\n\r\n"),
        let line = text.split(separator: "\r\n" as Character).first(where: {
          $0.lowercased().hasPrefix("content-length:")
        }), let length = Int(line.dropFirst(15).filter { $0 != " " }),
        text[empty.upperBound...].utf8.count >= length
      {
        return text
      }
      var poll = Poll()
      poll.add(connection.descriptor)
      guard try poll.wait(milliseconds: deadline.remainingMilliseconds) == 1 else {
        throw Failure(.timedOut, "no answer within \(milliseconds) ms, only \(text)")
      }
      var buffer = [UInt8](repeating: 0, count: 4096)
      switch buffer.withUnsafeMutableBytes({ connection.read(into: $0) }) {
      case .bytes(let count): all += buffer[..<count]
      case .notYet: continue
      case .ended:
        throw Failure(FailureKind(rawValue: "ended"), "the connection ended after \(text)")
      }
    }
  }

  /// Until the bytes end with that.
  func receive(until end: String, milliseconds: Int64 = 5_000) throws -> [UInt8] {
    try receiveBytes(milliseconds: milliseconds) {
      $0.suffix(end.utf8.count).elementsEqual(end.utf8)
    }
  }

  /// All until the other end closes.
  func receiveAll(milliseconds: Int64 = 5_000) throws -> String {
    String(decoding: try receiveBytes(milliseconds: milliseconds), as: UTF8.self)
  }

  func receiveBytes(
    milliseconds: Int64 = 5_000, until isEnough: ([UInt8]) -> Bool = { _ in false }
  ) throws -> [UInt8] {
    let deadline = Deadline(milliseconds: milliseconds)
    var all: [UInt8] = []
    while true {
      var poll = Poll()
      poll.add(connection.descriptor)
      guard try poll.wait(milliseconds: deadline.remainingMilliseconds) == 1 else {
        throw Failure(.timedOut, "cannot receive: still open after \(milliseconds) ms")
      }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let progress = buffer.withUnsafeMutableBytes { connection.read(into: $0) }
      switch progress {
      case .bytes(let count):
        all += buffer[..<count]
        if isEnough(all) { return all }
      case .notYet: continue
      case .ended: return all
      }
    }
  }
}
