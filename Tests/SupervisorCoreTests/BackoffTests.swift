import SupervisorCore
import Testing

struct BackoffTests {
  let backoff = Backoff()

  @Test func doublesFromTheFirstDelayToTheCap() {
    let delays = (0...12).map { backoff.delay(failures: $0) }
    #expect(
      delays == [
        0, 500, 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000,
      ])
  }

  @Test func neverGivesUp() { #expect(backoff.delay(failures: 1_000_000) == 300_000) }

  func next(_ report: Text, generation: Int64 = 3, boot: Text = "b", now: Int64 = 10_000)
    -> (Int64, Int64)
  {
    let (failures, notBefore) = LastRun(report: report).next(
      backoff: backoff, generation: generation, bootID: boot, now: now)
    return (failures, notBefore)
  }

  let died: Text = """
    generation=3
    boot_id=b
    failures=2
    started_boottime_ms=7000
    exit.kind=code
    exit.ordered=no
    exit.boottime_ms=9000
    """

  @Test func aDeathWaitsFromTheEndOfTheRun() { #expect(next(died) == (3, 9000 + 2000)) }

  @Test func anotherReleaseOrBootStartsAtOnce() {
    #expect(next(died, generation: 4) == (0, 10_000))
    #expect(next(died, boot: "c") == (0, 10_000))
  }

  @Test func aStableRunEndsTheRow() {
    #expect(next("\(died)\nexit.boottime_ms=607000", now: 607_100) == (1, 607_500))
  }

  @Test func anOrderedStopStartsAtOnce() {
    #expect(next("\(died)\nexit.ordered=yes") == (0, 10_000))
  }

  @Test func aRunThatNobodySawEndingCounts() {
    let cut: Text = "generation=3\nboot_id=b\nfailures=0\nstarted_boottime_ms=9500\n"
    #expect(LastRun(report: cut).exit.kind == .unobserved)
    #expect(next(cut) == (1, 10_500))
  }

  @Test func nothingOfAGarbageReportIsBelieved() {
    #expect(
      next("\u{0}=\n===\nfailures=-3\nstarted_boottime_ms=99999999999999999999") == (0, 10_000))
  }
}
