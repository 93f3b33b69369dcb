import Basics
import LinuxSystem

/// One connection to the agent, for one request.
struct ControlConnection: ~Copyable {
  private static let answerLimit = 16 * 1024 * 1024
  private let socket: UnixSocket

  init(to path: String) throws(Failure) {
    do throws(Failure) { socket = try UnixSocket.connect(path, .stream) } catch {
      throw Failure(
        .agentUnreachable, "cannot reach the agent on \(path): \(error.reason)",
        hint: "systemctl status adnet-agent")
    }
  }

  /// A connection that was closed before it took the request is seen when the answer is missing.
  func send(_ bytes: [UInt8]) throws(Failure) {
    do throws(Failure) { try socket.send(bytes) } catch {
      guard error.kind == .connectionLost else { throw error }
    }
  }

  func send(_ file: borrowing Descriptor) throws(Failure) {
    var buffer = [UInt8](repeating: 0, count: 256 * 1024)
    while true {
      let count = try buffer.withUnsafeMutableBytes { bytes in
        Result { () throws(Failure) in try file.read(into: bytes) }
      }.get()
      if count == 0 { return }
      do throws(Failure) {
        try socket.send(Array(buffer[..<count]), timeoutMilliseconds: 60_000)
      } catch {
        // The agent refused before the end, and its answer says why.
        guard error.kind == .connectionLost || error.kind == .timedOut else { throw error }
        return
      }
    }
  }

  /// False when a signal came before anything was there to receive.
  func waitForAnswer(seconds: Int64, unless signals: borrowing SignalFD) throws(Failure) -> Bool {
    var poll = Poll()
    poll.add(socket.descriptor)
    let signal = poll.add(signals.descriptor)
    try poll.wait(milliseconds: seconds * 1_000)
    return !poll.isReady(signal)
  }

  /// The bytes up to the end of the connection.
  func receive(seconds: Int64) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < Self.answerLimit {
      let part: [UInt8]
      do throws(Failure) {
        part = try socket.receive(limit: 64 * 1024, timeoutMilliseconds: seconds * 1_000)
      } catch {
        if error.kind == .connectionLost { return bytes }
        throw Failure(
          .agentSilent, "cannot get the agent's answer: \(error.reason)",
          hint: "journalctl -u adnet-agent")
      }
      if part.isEmpty { break }
      bytes += part
    }
    return bytes
  }
}
