public import Basics
import LinuxSystem

/// Asks the door, and waits for its answer. Each request is a connection of its own.
public struct DoorClient: Sendable {
  private let path: String
  private let mark: @Sendable () -> Void

  /// - Parameter mark: called before and after each wait, for whoever has to show that it lives.
  public init(_ paths: Paths, marking mark: @escaping @Sendable () -> Void = {}) {
    path = paths.doorSocket
    self.mark = mark
  }

  /// The answer of a door that did it; its failure is thrown. Installing a release of many
  /// megabytes may take minutes: give it the time. `door_unreachable` and `timed_out` leave open
  /// whether it was done: ask again, all requests can be repeated.
  public func ask(
    _ request: DoorRequest, timeoutMilliseconds: Int64 = 30_000
  ) throws(Failure) -> DoorReply {
    let deadline = Deadline(milliseconds: timeoutMilliseconds)
    let message = try DoorMessage.encode(request)
    mark()
    defer { mark() }
    let bytes: [UInt8]
    do throws(Failure) {
      let socket = try UnixSocket.connect(
        path, .packets, timeoutMilliseconds: deadline.remainingMilliseconds)
      try socket.send(message, timeoutMilliseconds: deadline.remainingMilliseconds)
      bytes = try socket.receive(
        limit: DoorMessage.limit, timeoutMilliseconds: deadline.remainingMilliseconds)
    } catch {
      let kind = error.kind == .timedOut ? error.kind : FailureKind.doorUnreachable
      throw Failure(
        kind, "cannot ask the door to \(request.name): \(error.text)",
        hint: "systemctl status adnet-agent-door.socket adnet-agent-door.service")
    }
    guard !bytes.isEmpty else {
      throw Failure(
        .doorUnreachable, "cannot ask the door to \(request.name): it closed the connection",
        hint: "journalctl -u adnet-agent-door.service")
    }
    let answer = try DoorMessage.decode(DoorReply.self, bytes)
    if let failure = answer.failure { throw failure }
    return answer
  }
}
