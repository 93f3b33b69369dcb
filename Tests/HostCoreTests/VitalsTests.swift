import Basics
import HostCore
import Testing

/// When an operator is warned.
@Suite struct VitalsTests {
  private static let gib = 1 << 30

  private func good() -> Vitals {
    var vitals = Vitals()
    vitals.memoryBytes = 32 * Self.gib
    vitals.availableBytes = 10 * Self.gib
    vitals.swapBytes = 32 * Self.gib
    vitals.swapFreeBytes = 32 * Self.gib
    vitals.stalledPercent = 0
    vitals.swapInBytesPerSecond = 0
    vitals.disks = [disk()]
    vitals.isClockSynchronised = true
    vitals.clockErrorMicroseconds = 4_000
    return vitals
  }

  private func disk(free: Int = 100, days: Double? = nil, files: Int = 1_000_000) -> Disk {
    Disk(
      mountPoint: "/", holds: ["ledger of alpha"], totalBytes: 480 * Self.gib,
      freeBytes: free * Self.gib, totalFiles: 10_000_000, freeFiles: files, fullInDays: days)
  }

  private func problems(_ change: (inout Vitals) -> Void) -> [String] {
    var vitals = good()
    change(&vitals)
    let found = VitalsProblems.derive(vitals, reserveBytes: 20 * Self.gib)
    #expect(found.allSatisfy { $0.hint != nil })
    return found.map { "\($0.kind) \($0.severity.rawValue)" }
  }

  @Test func allIsWell() { #expect(problems { _ in } == []) }

  @Test func eachDangerIsTold() {
    let low = ["memory_low critical"]
    #expect(
      problems {
        $0.availableBytes = Self.gib
        $0.swapFreeBytes = 8 * Self.gib
      } == low)
    #expect(problems { $0.availableBytes = Self.gib } == [], "swap is still free")
    #expect(problems { $0.swapFreeBytes = 3 * Self.gib } == ["swap_full warning"])
    #expect(
      problems {
        $0.swapBytes = 0
        $0.swapFreeBytes = 0
      } == [], "there is none to fill")
    #expect(problems { $0.stalledPercent = 25 } == ["memory_pressure warning"])
    #expect(
      problems {
        $0.nodes = [
          .init(unit: "alphaos.service", memoryBytes: 0, swapBytes: 0, stalledPercent: 50)
        ]
      } == ["memory_pressure warning"])
    #expect(problems { $0.swapInBytesPerSecond = 100 << 20 } == ["swap_busy warning"])
    #expect(problems { $0.disks = [disk(free: 19)] } == ["disk_reserve critical"])
    #expect(problems { $0.disks = [disk(days: 13.5)] } == ["disk_filling warning"])
    #expect(problems { $0.disks = [disk(days: 2)] } == ["disk_filling critical"])
    #expect(problems { $0.disks = [disk(days: 15)] } == [])
    #expect(problems { $0.disks = [disk(files: 1000)] } == ["disk_files critical"])
    #expect(problems { $0.isClockSynchronised = false } == ["clock_unsynchronised warning"])
    #expect(problems { $0.clockErrorMicroseconds = 600_000 } == ["clock_off warning"])
  }

  @Test func aSwapIsRefusedBelowTheReserve() {
    var vitals = good()
    #expect(VitalsProblems.refusal(vitals, reserveBytes: 20 * Self.gib) == nil)
    vitals.disks = [disk(), disk(free: 19)]
    let refusal = VitalsProblems.refusal(vitals, reserveBytes: 20 * Self.gib)
    #expect(refusal?.kind.rawValue == "disk_reserve")
    #expect(refusal?.exit == .refused)
  }

  @Test func oneProcessOfAllChainsWantsALargerServer() {
    var vitals = good()
    #expect(
      VitalsProblems.smallForUnified(vitals)
        == "one process for all chains needs 59.6 GiB of memory, this host has 32.0 GiB")
    // What is left of 64 GB for use, and nothing measured yet.
    vitals.memoryBytes = 62_000_000_000
    #expect(VitalsProblems.smallForUnified(vitals) == nil)
    #expect(VitalsProblems.smallForUnified(Vitals()) == nil)
    #expect(VitalsProblems.shortMemory(Vitals()) == nil)
  }

  @Test func aKilledNodeIsToldForADayAndEachProgramOnce() {
    func kill(_ process: Int32, _ name: String, _ unit: String? = nil) -> OOMKill {
      OOMKill(process: process, name: name, unit: unit, unixMilliseconds: 100_000_000_000)
    }
    let (alpha, delta) = (ChainName("alpha")!, ChainName("delta")!)
    let nodes = NodeNames(
      units: ["adnet@alpha.service": [alpha], "adnet.service": [alpha, delta]],
      programs: ["alphaos": alpha])
    let kills = [
      kill(5, "alphaos"), kill(6, "python3"), kill(7, "python3"), kill(8, "python3"),
      kill(9, "adnet", "adnet@alpha.service"), kill(10, "adnet", "stranger.service"),
      kill(11, "adnet-superviso", "adnet@alpha.service"), kill(12, "adnet", "adnet.service"),
    ]
    func told(_ now: Int64) -> [Problem] {
      VitalsProblems.kills(kills, nodes: nodes, nowUnixMilliseconds: now)
    }
    let problems = told(100_000_060_000)
    #expect(
      problems.map { "\($0.kind) \($0.chain?.text ?? "-")" } == [
        "node_oom_killed alpha", "oom_killed -", "node_oom_killed alpha", "oom_killed -",
        "supervisor_oom_killed alpha", "node_oom_killed alpha", "node_oom_killed delta",
      ])
    #expect(
      problems[1].text
        == "the kernel killed python3 (8) for lack of memory 1 min ago, and 2 times in the day before"
    )
    #expect(told(100_086_500_000) == [])
  }
}
