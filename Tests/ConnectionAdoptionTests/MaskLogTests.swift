import Glibc
import Testing

@testable import ConnectionAdoption

@Suite struct MaskLogTests {
  private func record(_ number: Int32) -> MaskLog.Record {
    MaskLog.Record(
      key: NodeConnection.Key(process: 7, number: number, inode: 100 + UInt64(number)), epoll: 3,
      events: 0x8000_2005, data: .max)
  }

  @Test func tellsWhatWasMaskedAndNotPassedOn() throws {
    let log = MaskLog(path: "/tmp/adnet-mask-log-\(getpid())-\(UInt32.random(in: 0 ... .max))")
    defer { log.forget() }
    #expect(log.left() == MaskLog.Left())
    for number in 1...3 { try log.note(record(Int32(number))) }
    try log.strike(record(2).key)
    #expect(
      log.left()
        == MaskLog.Left(masked: [record(1), record(3)], passed: [record(2).key: record(2)]))
    // Refused by the relay: the node serves it.
    try log.strike(record(3).key)
    try log.takeBack(record(3).key)
    #expect(log.left().passed.keys.sorted { $0.number < $1.number } == [record(2).key])
    log.forget()
    #expect(log.left() == MaskLog.Left())
  }

  @Test func triesWithAProcessThatDoesNotStopBecomeRare() {
    var pause = ConnectionSevering.Pause()
    #expect(pause.isOver(0))
    pause.begin(1_000)
    #expect(!pause.isOver(1_199) && pause.isOver(1_200))
    for _ in 0..<20 { pause.begin(2_000) }
    #expect(!pause.isOver(61_999) && pause.isOver(62_000))
  }

  @Test func halfALineIsNone() {
    #expect(MaskLog.Record("7 1 101 3 5") == nil)
    #expect(MaskLog.Record("7 1 x 3 5 6") == nil)
    #expect(MaskLog.Record("7 1 101 3 5 6")?.epoll == 3)
  }
}
