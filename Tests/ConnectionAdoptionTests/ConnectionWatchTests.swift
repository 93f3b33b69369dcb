import AgentCore
import Basics
import LinuxSystem
import Testing

@testable import ConnectionAdoption

/// One connection, looked at again and again.
private struct Watched {
  var watch = ConnectionWatch(ConnectionWatch.Patience())
  var flow = TCPFlow(received: 100, written: 100, sinceReceived: 20, sinceSent: 10)
  var entry: EpollTable.Entry? = EpollTable.Entry(
    number: 7, events: ForeignEpoll.reading | ForeignEpoll.writing | ForeignEpoll.edges, data: 7,
    inode: 1)
  var now: Int64 = 1_000
  var beginning = Array("GET / HTTP/1.1".utf8)
  static let whole = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)

  mutating func look() -> ConnectionWatch.Move {
    let move = watch.look(flow, entry: entry, beginning: beginning, now: now)
    if let before = entry {
      let reading =
        move == .mask
        ? 0 : move == .unmask ? ForeignEpoll.reading : before.events & ForeignEpoll.reading
      entry = EpollTable.Entry(
        number: 7, events: before.masked | reading, data: 7, inode: 1)
    }
    return move
  }

  mutating func pass(_ milliseconds: Int) {
    now += Int64(milliseconds)
    flow.sinceReceived += milliseconds
    flow.sinceSent += milliseconds
    flow.sinceConfirmed += milliseconds
  }

  /// All of it happened in one tick of the kernel.
  mutating func isUnclear() {
    (flow.sinceReceived, flow.sinceSent, flow.sinceConfirmed) = (8, 8, 8)
    (flow.packetsIn, flow.packetsOut) = (2, 2)
  }

  mutating func receives(_ bytes: UInt32) {
    flow.unread += bytes
    flow.received += UInt64(bytes)
    flow.sinceReceived = 0
    flow.sinceConfirmed = 0
    flow.packetsIn += 1
  }

  mutating func answers() {
    flow.written += 50
    flow.sinceSent = 0
    flow.packetsOut += 1
  }
}

@Suite struct ConnectionWatchTests {
  /// A server of threads, which waits to read from it.
  @Test(arguments: [true, false])
  func oneThatNoEpollWatchesIsAnsweredOrOwed(isLate: Bool) {
    func isAnswered(_ one: Watched) -> Bool {
      one.watch.isAnswered(one.flow, isLate: isLate, now: one.now)
    }
    var one = Watched()
    // An answer may have pauses, or be the one that asks for the rest of a request.
    #expect(isAnswered(one) == isLate)
    one.pass(1_000)
    #expect(isAnswered(one))
    one.receives(10)
    #expect(!isAnswered(one))
    // Read, and not answered.
    one.flow.unread = 0
    one.pass(5_000)
    #expect(!isAnswered(one))
    // The kernel has the answer: that its client doesn't have it yet is the kernel's matter.
    one.answers()
    one.flow.unsent = 50
    one.pass(1_000)
    #expect(isAnswered(one))
    one.flow.isEstablished = false
    #expect(!isAnswered(one))
    var unclear = Watched()
    unclear.isUnclear()
    #expect(!isAnswered(unclear))
    unclear.pass(60)
    #expect(isAnswered(unclear) == isLate)
    unclear.pass(3_000)
    #expect(isAnswered(unclear))
  }

  @Test func anIdleOneIsMaskedAndTakenOnceItWasQuiet() {
    var it = Watched()
    #expect(it.look() == .mask)
    it.pass(900)
    #expect(it.look() == .wait)
    it.pass(200)
    #expect(it.look() == .take)
  }

  @Test func onesWhoNextRequestLiesUntouchedIsTakenSoon() {
    var it = Watched()
    #expect(it.look() == .mask)
    it.receives(80)
    #expect(it.look() == .wait)
    it.pass(49)
    #expect(it.look() == .wait)
    it.pass(1)
    #expect(it.look() == .take)
  }

  @Test func bytesThatTheNodeStillReadsAreItsOwn() {
    var it = Watched()
    #expect(it.look() == .mask)
    it.receives(80)
    _ = it.look()
    it.pass(30)
    it.flow.unread = 0
    #expect(it.look() == .wait)
    it.pass(30)
    #expect(it.look() == .wait)
    it.answers()
    #expect(it.look() == .wait)
    it.pass(1_000)
    #expect(it.look() == .take)
  }

  @Test func anAnswerThatIsOwedIsWaitedForUpToTheGrace() {
    var it = Watched()
    (it.flow.sinceReceived, it.flow.sinceSent) = (5, 500)
    #expect(it.look() == .mask)
    it.pass(9_990)
    #expect(it.look() == .wait)
    #expect(it.watch.reason == .answerOwed)
    it.pass(10)
    #expect(it.look() == .unmask)
  }

  @Test func anAnswerOwedThatComesFreesIt() {
    var it = Watched()
    (it.flow.sinceReceived, it.flow.sinceSent) = (5, 500)
    #expect(it.look() == .mask)
    it.pass(5_000)
    it.answers()
    #expect(it.look() == .wait)
    it.receives(80)
    _ = it.look()
    it.pass(50)
    #expect(it.look() == .take)
  }

  @Test func whoPipelinesIsLeftToTheNode() {
    var it = Watched()
    (it.flow.sinceReceived, it.flow.sinceSent) = (5, 500)
    #expect(it.look() == .mask)
    it.receives(80)
    _ = it.look()
    it.pass(50)
    #expect(it.look() == .unmask)
    #expect(it.watch.reason == .unfinished)
    it.pass(50)
    #expect(it.look() == .wait)
    it.pass(50)
    #expect(it.look() == .mask)
  }

  @Test func theRestOfABodyIsTheNodes() {
    var it = Watched()
    // Within one tick of the kernel: whether it owes an answer can't be told.
    (it.flow.sinceReceived, it.flow.sinceSent) = (8, 8)
    #expect(it.look() == .mask)
    it.receives(4_000)
    it.beginning = Array("{\"from\": 1".utf8)
    _ = it.look()
    it.pass(60)
    #expect(it.look() == .unmask)
    #expect(it.watch.reason == .unfinished)
  }

  @Test func whoWasNeverAnsweredIsOwedAnAnswerWhateverTheTicksSay() {
    var it = Watched()
    it.flow.written = 0
    (it.flow.sinceReceived, it.flow.sinceSent) = (8, 8)
    #expect(it.look() == .mask)
    it.receives(80)
    _ = it.look()
    it.pass(60)
    #expect(it.look() == .unmask)
  }

  @Test func whoNeverAskedIsOwedNothing() {
    var it = Watched()
    (it.flow.received, it.flow.written) = (0, 0)
    (it.flow.sinceReceived, it.flow.sinceSent) = (3, 3)
    #expect(it.look() == .mask)
    it.receives(80)
    _ = it.look()
    it.pass(50)
    #expect(it.look() == .take)
  }

  @Test func withinOneTickOnlyALongSilenceFreesIt() {
    var it = Watched()
    it.isUnclear()
    #expect(it.look() == .mask)
    it.pass(2_980)
    #expect(it.look() == .wait)
    it.pass(20)
    #expect(it.look() == .take)
  }

  @Test func withinOneTickARequestMayBeTheRestOfOne() {
    var it = Watched()
    it.isUnclear()
    #expect(it.look() == .mask)
    it.receives(80)
    _ = it.look()
    it.pass(60)
    #expect(it.look() == .unmask)
    #expect(it.watch.reason == .unfinished)
  }

  /// One that lies there whole, on a connection of which nobody knows whether it owes an answer.
  private func givenBackWithARequest(
    _ text: [UInt8] = Watched.whole, packets: UInt32 = 2
  ) -> Watched {
    var it = Watched()
    it.isUnclear()
    it.flow.packetsIn = packets
    #expect(it.look() == .mask)
    it.receives(UInt32(text.count))
    it.beginning = text
    _ = it.look()
    it.pass(60)
    #expect(it.look() == .unmask)
    it.pass(10)
    return it
  }

  /// Clients send a request in two packets, too.
  @Test(arguments: [2, 4])
  func aRequestThatTheNodeAnswersAtOnceWasAllItOwed(packets: UInt32) {
    var it = givenBackWithARequest(packets: packets)
    it.flow.unread = 0
    it.answers()
    // Also within one tick.
    (it.flow.sinceReceived, it.flow.sinceSent, it.flow.sinceConfirmed) = (4, 4, 4)
    #expect(it.look() == .mask)
    it.pass(100)
    it.receives(UInt32(Watched.whole.count))
    _ = it.look()
    it.pass(50)
    #expect(it.look() == .take)
  }

  @Test func whatTheNodeReadAfterItsAnswerIsOwedAgain() {
    var it = givenBackWithARequest()
    it.flow.unread = 0
    it.answers()
    it.isUnclear()
    #expect(it.look() == .mask)
    // It had been quicker than the mask.
    it.flow.received += 80
    it.receives(UInt32(Watched.whole.count))
    _ = it.look()
    it.pass(50)
    #expect(it.look() == .unmask)
  }

  @Test func aNodeThatDoesNotReadAtOnceMayBeBusyWithAnother() {
    var it = givenBackWithARequest()
    it.pass(20)
    #expect(it.look() == .wait)
    it.flow.unread = 0
    it.answers()
    #expect(it.look() == .wait)
    it.pass(70)
    #expect(it.look() == .mask)
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n",
    "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n",
    "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "PUT / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n",
    "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n", "x y\r\n\r\n",
  ])
  func onlyAWholeRequestTells(text: String) {
    var it = givenBackWithARequest(Array(text.utf8))
    it.flow.unread = 0
    it.answers()
    #expect(it.look() == .wait)
  }

  @Test func whatTheClientConfirmedLaterWasSentAfterItsRequest() {
    var it = Watched()
    it.isUnclear()
    it.flow.sinceConfirmed = 4
    #expect(it.look() == .mask)
    it.receives(80)
    _ = it.look()
    it.pass(60)
    #expect(it.look() == .take)
  }

  @Test func whatTheClientHasNotConfirmedWasSentAfterItsRequest() {
    var it = Watched()
    it.isUnclear()
    it.flow.unsent = 50
    #expect(it.look() == .mask)
    it.flow.unsent = 0
    it.receives(80)
    _ = it.look()
    it.pass(60)
    #expect(it.look() == .take)
  }

  @Test func morePacketsInThanOutMeanThatAnAnswerIsOwed() {
    var it = Watched()
    it.isUnclear()
    (it.flow.packetsIn, it.flow.packetsOut) = (3, 2)
    #expect(it.look() == .mask)
    it.pass(9_999)
    #expect(it.look() == .wait)
    it.pass(1)
    #expect(it.look() == .unmask)
  }

  @Test func anAnswerThatIsNotAllWithItsReaderIsNotOver() {
    var it = Watched()
    #expect(it.look() == .mask)
    it.flow.unsent = 100_000
    it.pass(5_000)
    #expect(it.look() == .wait)
    #expect(it.watch.reason == .slowReader)
    it.flow.unsent = 0
    #expect(it.look() == .wait)
    it.pass(999)
    #expect(it.look() == .wait)
    it.pass(1)
    #expect(it.look() == .take)
  }

  @Test func aReaderSlowerThanTheGraceIsLeftToTheNode() {
    var it = Watched()
    #expect(it.look() == .mask)
    it.flow.unsent = 100_000
    it.pass(10_000)
    #expect(it.look() == .unmask)
    #expect(it.watch.reason == .slowReader)
  }

  @Test func aWebSocketIsTakenBetweenTwoWrites() {
    var it = Watched()
    it.watch = ConnectionWatch(ConnectionWatch.Patience(), .webSocket)
    (it.flow.sinceReceived, it.flow.sinceSent) = (5, 20)
    #expect(it.look() == .mask)
    it.receives(6)
    it.answers()
    #expect(it.look() == .wait)
    it.pass(50)
    #expect(it.look() == .take)
  }

  @Test func whoDoesNotReadItsAnswerIsLeftToTheNode() {
    var it = Watched()
    // A server that hears each time that there is room, and wants to hear it.
    it.entry = EpollTable.Entry(
      number: 7, events: ForeignEpoll.reading | ForeignEpoll.writing, data: 7, inode: 1)
    #expect(it.look() == .wait)
    #expect(it.watch.reason == .slowReader)
  }

  @Test func whatNoEpollWatchesIsLeftAlone() {
    var it = Watched()
    it.entry = nil
    #expect(it.look() == .wait)
    #expect(it.watch.reason == .notPolled)
  }

  @Test func aNodeThatWantsMoreOfARequestGetsIt() {
    var it = Watched()
    #expect(it.look() == .mask)
    it.entry = EpollTable.Entry(number: 7, events: ForeignEpoll.reading, data: 7, inode: 1)
    #expect(it.look() == .unmask)
  }

  @Test func anEndIsTheNodesToSee() {
    var it = Watched()
    #expect(it.look() == .mask)
    it.flow.isEstablished = false
    #expect(it.look() == .unmask)
    #expect(it.look() == .forget)
  }
}

@Suite struct RequestBeginningTests {
  @Test(arguments: ["GET /x", "POST /", "OPTIONS /a", "G", "DELET"])
  func requests(text: String) { #expect(RequestBeginning.isPossible(Array(text.utf8))) }

  @Test(arguments: ["{\"a\":1}", "get /", "aGVsbG8=", "ABCDEFGHIJKLM /", "GET x", "1234", " GET /"])
  func others(text: String) { #expect(!RequestBeginning.isPossible(Array(text.utf8))) }

  @Test func framesOfAWebSocket() {
    #expect(RequestBeginning.isPossible([0x81, 0x85, 1, 2, 3, 4]))
    #expect(RequestBeginning.isPossible([0x89, 0x80]))
    // TLS, HTTP/2, and a server's own frame.
    #expect(!RequestBeginning.isPossible([0x17, 3, 3]))
    #expect(!RequestBeginning.isPossible([0, 0, 4, 1]))
    #expect(!RequestBeginning.isPossible([0x81, 0x05]))
  }
}

@Suite struct EpollTableTests {
  @Test func readsWhatTheKernelWrites() {
    let text = """
      pos:\t0
      flags:\t02000002
      mnt_id:\t16
      ino:\t1057
      tfd:        5 events: 8000201d data:     7f12a0b0c0d0  pos:0 ino:2a3f sdev:8
      tfd:       12 events:       19 data:                c  pos:0 ino:2a40 sdev:8
      tfd:        x events:       19 data:                c  pos:0 ino:2a40 sdev:8
      """
    let entries = EpollTable(text).entries
    #expect(entries.map(\.number) == [5, 12])
    #expect(entries[0].events == 0x8000_201d)
    #expect(entries[0].data == 0x7f12_a0b0_c0d0)
    #expect(entries[0].inode == 0x2a3f)
    #expect(entries[0].masked == 0x8000_001c)
    #expect(!entries[0].isBlockedWriting)
  }
}
