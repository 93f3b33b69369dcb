import AgentConfig
import Basics
import HostCore
import HostTuning
import LinuxSystem
import OnDisk
import Systemd

/// The loop's memory of the host's pulse. All of it may be lost but the trends, which take days.
struct VitalsMonitor {
  struct Record: Codable, Sendable {
    let disk: String
    let sample: DiskTrend.Sample
  }

  /// Milliseconds.
  private static let period = 10_000

  private let settings: HostSettings
  private let nodes: NodeNames
  private let trendLog: RecordLog<Record>
  private var reader: VitalsReader
  private var trends: [String: DiskTrend] = [:]
  private var kills: [OOMKill] = []
  /// The kernel's count of its kills when the journal was read last.
  private var killCount: Int?
  private var isAwaitingKills = false
  private(set) var seen: Vitals?
  private let programs: Set<String>
  private(set) var processes = SecondProcesses()
  /// Milliseconds since boot.
  private(set) var wakeAt = 0

  init(_ configuration: Configuration, paths: Paths) {
    settings = configuration.host
    let chains = configuration.orderedChains
    nodes = NodeNames(
      units: Dictionary(
        chains.flatMap { chain in chain.units.owners.map { ($0, [chain.name]) } },
        uniquingKeysWith: +),
      programs: Dictionary(
        chains.map { ($0.program, $0.name) }, uniquingKeysWith: { one, _ in one }))
    programs = Set(chains.map(\.program) + [ProgramName.unified])
    let places =
      configuration.orderedChains.map {
        VitalsReader.Place(folder: Paths().nodeHome($0.name), holds: "ledger of \($0.name)")
      } + [
        VitalsReader.Place(folder: Paths().releases, holds: "releases"),
        VitalsReader.Place(folder: "/var/log/journal", holds: "journal"),
      ]
    reader = VitalsReader(
      nodeUnits: configuration.nodeUnits, places: places, paths: HostPaths(root: paths.root))
    trendLog = RecordLog(paths.diskTrend, capacity: 2_000)
    // Without the past the trend begins anew.
    for record in (try? trendLog.read()) ?? [] {
      _ = trends[record.disk, default: DiskTrend()].add(record.sample)
    }
  }

  /// The programs that the kernel has killed since the last look: one problem for each program.
  mutating func look(nowBoottimeMs now: Int, unixMilliseconds: Int64) -> [Problem] {
    // With the looks at chains, which are at whole seconds.
    wakeAt = (now + Self.period) / 1_000 * 1_000
    var vitals = reader.look(nowBoottimeMs: now)
    processes.note(ProcessState.running(programs, outside: "/adnet.slice/"))
    for (index, disk) in vitals.disks.enumerated() {
      let sample = DiskTrend.Sample(
        unixSeconds: Int(unixMilliseconds / 1_000), freeBytes: disk.freeBytes)
      if trends[disk.mountPoint, default: DiskTrend()].add(sample) {
        // A trend that can't be kept is still there until the agent ends.
        try? trendLog.append(Record(disk: disk.mountPoint, sample: sample))
      }
      vitals.disks[index].fullInDays = trends[disk.mountPoint]?.daysLeft(freeBytes: disk.freeBytes)
    }
    seen = vitals
    return lookForKills(vitals.kernelKills, unixMilliseconds)
  }

  /// The journal is read only when the kernel has counted a kill, and once more at the next look:
  /// the kernel counts before its words have reached the journal.
  private mutating func lookForKills(_ count: Int?, _ now: Int64) -> [Problem] {
    let isFirst = killCount == nil
    guard count != killCount || isAwaitingKills || isFirst else { return [] }
    isAwaitingKills = count != killCount
    killCount = count
    let known = Set(kills)
    kills = KernelKills.since(unixMilliseconds: now - 86_400_000)
    // What was there before the agent was told by the one before it.
    guard !isFirst else { return [] }
    return VitalsProblems.kills(
      kills.filter { !known.contains($0) }, nodes: nodes, nowUnixMilliseconds: now)
  }

  func problems(nowUnixMilliseconds now: Int64) -> [Problem] {
    guard let seen else { return [] }
    return VitalsProblems.derive(seen, reserveBytes: settings.disk.reserveBytes)
      + VitalsProblems.kills(kills, nodes: nodes, nowUnixMilliseconds: now)
  }

  /// Why no release may be swapped now.
  var refusal: Failure? {
    seen.flatMap { VitalsProblems.refusal($0, reserveBytes: settings.disk.reserveBytes) }
  }
}
