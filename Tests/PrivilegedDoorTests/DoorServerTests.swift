import Basics
import DoorAPI
import LinuxSystem
import PrivilegedDoor
import Synchronization
import TestSupport
import Testing

/// The whole way: a client, the socket, the server.
@Suite struct DoorServerTests {
  private let folder = TestFolder()
  private var paths: Paths { Paths(root: folder.path) }

  /// Runs a door on its socket while `body` asks.
  private func withDoor(mayAsk: Set<UInt32>, idle: Int64 = 300, _ body: () throws -> Void) throws {
    try folder.folder("run/adnet-agent")
    try folder.folder("var/lib/adnet/releases")
    let listener = try UnixListener.listen(paths.doorSocket, .packets, mode: 0o600)
    let paths = paths
    let copy = try listener.descriptor.duplicate().release()
    let thread = try Thread.start(name: "door") {
      do throws(Failure) {
        let server = DoorServer(
          try UnixListener(owning: Descriptor(owning: copy)),
          DoorWork(paths) { RecordedOrders() }, mayAsk: mayAsk)
        try server.run(idleMilliseconds: idle, stop: SignalFD([]))
      } catch { Issue.record(error) }
    }
    let result = Result { try body() }
    thread.join()
    _ = consume listener
    try result.get()
  }

  private func kind(_ request: DoorRequest) -> String? {
    do {
      _ = try DoorClient(paths).ask(request)
      return nil
    } catch { return error.kind.rawValue }
  }

  @Test func itAnswersOneAfterTheOtherAndEndsWhenNobodyAsks() throws {
    let began = Clock.monotonicNanoseconds()
    try withDoor(mayAsk: [Accounts.effectiveUser]) {
      let answer = try DoorClient(paths).ask(.start(units: ["alphaos.service"]))
      #expect(answer.jobs == [.init(unit: "alphaos.service", id: 1)])
      #expect(kind(.stop(units: ["ssh.service"])) == "unit_not_ours")
      #expect(kind(.enable(units: ["alphaos.service"])) == nil)
    }
    #expect(Clock.monotonicNanoseconds() - began > 300_000_000)
  }

  /// However it ends: the agent's watchdog hears of both ends of the wait.
  @Test func whoWaitsIsToldBeforeAndAfter() throws {
    let marks = Mutex(0)
    let client = DoorClient(paths) { marks.withLock { $0 += 1 } }
    #expect(throws: Failure.self) { try client.ask(.start(units: ["alphaos.service"])) }
    #expect(marks.withLock { $0 } == 2)
    try withDoor(mayAsk: [Accounts.effectiveUser]) {
      _ = try client.ask(.start(units: ["alphaos.service"]))
    }
    #expect(marks.withLock { $0 } == 4)
  }

  @Test func aStrangerIsRefused() throws {
    try withDoor(mayAsk: [4_000_000_000]) {
      #expect(kind(.start(units: ["alphaos.service"])) == "not_permitted")
    }
  }

  @Test func whatIsNoRequestIsAnsweredWithAFailure() throws {
    try withDoor(mayAsk: [Accounts.effectiveUser]) {
      for text in ["", "{", "[]", #"{"do":"reboot"}"#, #"{"do":"start"}"#, #"{"do":"own"}"#] {
        let socket = try UnixSocket.connect(paths.doorSocket, .packets)
        try socket.send(Array((text.isEmpty ? " " : text).utf8))
        let answer = try DoorMessage.decode(DoorReply.self, socket.receive(limit: 65_536))
        #expect(answer.ok == false && answer.failure?.kind.rawValue == "door_message", "\(text)")
      }
      #expect(kind(.enable(units: ["alphaos.service"])) == nil, "and it goes on")
    }
  }

  @Test func aCallerThatLeavesDoesNotHoldItUp() throws {
    try withDoor(mayAsk: [Accounts.effectiveUser]) {
      do {
        let socket = try UnixSocket.connect(paths.doorSocket, .packets)
        try socket.send(Array(#"{"do":"start","units":["alphaos.service"]}"#.utf8))
      }
      #expect(kind(.enable(units: ["alphaos.service"])) == nil)
    }
  }

  @Test func nobodyThereIsUnreachable() throws {
    #expect(kind(.applyConfiguration) == "door_unreachable")
  }
}
