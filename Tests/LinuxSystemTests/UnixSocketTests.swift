import Basics
import Glibc
import LinuxSystem
import TestSupport
import Testing

@Suite struct UnixSocketTests {
  let folder = TestFolder()
  var path: String { "\(folder.path)/s" }

  @Test(arguments: [UnixSocket.Kind.stream, .packets])
  func whatIsSentIsReceived(kind: UnixSocket.Kind) throws {
    let listener = try UnixListener.listen(path, kind, mode: 0o600)
    let client = try UnixSocket.connect(path, kind)
    let server = try #require(try accept(listener))
    try client.send(Array("hello".utf8))
    #expect(try server.receive(limit: 5) == Array("hello".utf8))
    #expect(try File.status(path)?.mode == 0o600)
  }

  @Test func thePeerIsWhoTheKernelSays() throws {
    let listener = try UnixListener.listen(path, .packets, mode: 0o600)
    let client = try UnixSocket.connect(path, .packets)
    let peer = try #require(try accept(listener)).peer()
    #expect(peer.user == Accounts.effectiveUser)
    #expect(peer.process == getpid())
    #expect(peer.groups.contains(getegid()))
    _ = consume client
  }

  @Test func aMessageAboveTheLimitIsRefusedNotCut() throws {
    let listener = try UnixListener.listen(path, .packets, mode: 0o600)
    let client = try UnixSocket.connect(path, .packets)
    let server = try #require(try accept(listener))
    try client.send(Array("hello".utf8))
    do {
      _ = try server.receive(limit: 4)
      Issue.record("it was received")
    } catch { #expect(error.kind.rawValue == "message_too_large") }
  }

  @Test func waitingEnds() throws {
    let listener = try UnixListener.listen(path, .stream, mode: 0o600)
    #expect(try accept(listener, milliseconds: 10) == nil)
    let client = try UnixSocket.connect(path, .stream)
    do {
      _ = try client.receive(limit: 1, timeoutMilliseconds: 10)
      Issue.record("it was received")
    } catch { #expect(error.kind.rawValue == "timed_out") }
  }

  @Test func nobodyListeningIsTold() throws {
    do {
      _ = try UnixSocket.connect(path, .stream)
      Issue.record("it connected")
    } catch { #expect(error.kind.rawValue == "not_found") }
    let closed = try UnixListener.listen(path, .stream, mode: 0o600)
    _ = consume closed
    do {
      _ = try UnixSocket.connect(path, .stream)
      Issue.record("it connected")
    } catch { #expect(error.kind.rawValue == "connection_refused") }
  }

  @Test func anEventWakesAPoll() throws {
    let event = try EventFD()
    var poll = Poll()
    let index = poll.add(event.descriptor)
    #expect(try poll.wait(milliseconds: 0) == 0)
    event.signal()
    #expect(try poll.wait(milliseconds: 1_000) == 1)
    #expect(poll.isReady(index))
    let (first, second) = (event.drain(), event.drain())
    #expect(first && !second)
  }

  @Test func aThreadRunsAndIsJoined() throws {
    let path = path
    let thread = try Thread.start(name: "a thread's long name") { _ = mkdir(path, 0o700) }
    thread.join()
    #expect(try File.status(path)?.kind == .folder)
  }
}

/// A noncopyable value can't be in an expectation.
private func accept(
  _ listener: borrowing UnixListener, milliseconds: Int64 = 1_000
) throws -> Connection? {
  guard let socket = try listener.accept(timeoutMilliseconds: milliseconds) else { return nil }
  return Connection(socket)
}

private final class Connection: Equatable {
  private let socket: UnixSocket
  init(_ socket: consuming UnixSocket) { self.socket = socket }
  func receive(limit: Int) throws(Failure) -> [UInt8] { try socket.receive(limit: limit) }
  func peer() throws(Failure) -> PeerCredentials { try socket.peer() }
  static func == (a: Connection, b: Connection) -> Bool { a === b }
}
