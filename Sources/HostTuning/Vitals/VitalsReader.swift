import CLinux
import Glibc
public import HostCore
import LinuxSystem

/// Takes the host's pulse. Reads only; what can't be read is left out.
public struct VitalsReader: Sendable {
  /// A folder that is filled, and what with.
  public struct Place: Hashable, Sendable {
    public let folder: String
    public let holds: String

    public init(folder: String, holds: String) {
      self.folder = folder
      self.holds = holds
    }
  }

  private let paths: HostPaths
  private let nodeUnits: [String]
  private let places: [Place]
  /// Pages read back from swap, by unit, and "" for the host; and when they were counted, in ms
  /// since boot.
  private var swapIns: [String: (pages: Int, atMs: Int)] = [:]
  /// The places by their mount point, and when they were looked for, in ms since boot: mounts hardly change.
  private var mounted: (holds: [String: Held], atMs: Int)?

  private struct Held {
    var holds: [String]
    /// Of the file system that was there.
    let device: UInt64?
  }
  private static let mountsMs = 60_000

  public init(nodeUnits: [String], places: [Place], paths: HostPaths = HostPaths()) {
    self.nodeUnits = nodeUnits
    self.places = places
    self.paths = paths
  }

  public mutating func look(nowBoottimeMs now: Int) -> Vitals {
    var vitals = Vitals()
    let memory = KernelText.numbers(
      paths.memory, ["MemTotal:", "MemAvailable:", "SwapTotal:", "SwapFree:"])
    vitals.memoryBytes = (memory["MemTotal:"] ?? 0) * 1024
    vitals.availableBytes = (memory["MemAvailable:"] ?? 0) * 1024
    vitals.swapBytes = (memory["SwapTotal:"] ?? 0) * 1024
    vitals.swapFreeBytes = (memory["SwapFree:"] ?? 0) * 1024
    vitals.stalledPercent = stalled("/proc/pressure/memory")
    let counts = KernelText.numbers("\(paths.root)/proc/vmstat", ["oom_kill", "pswpin"])
    vitals.kernelKills = counts["oom_kill"]
    vitals.swapInBytesPerSecond = swapInRate(counts["pswpin"], of: "", now)
    for unit in nodeUnits { if let node = node(unit, now) { vitals.nodes.append(node) } }
    vitals.disks = disks(now)
    var error: Int64 = 0
    let synchronised = adnet_clock_synchronised(&error)
    // A container has the clock of its host, who looks after it.
    if synchronised >= 0, (try? File.status(paths.container)) ?? nil == nil {
      vitals.isClockSynchronised = synchronised == 1
      vitals.clockErrorMicroseconds = Int(error)
    }
    return vitals
  }

  /// Bytes a second since the look before. A count that fell is of a new start.
  private mutating func swapInRate(_ pages: Int?, of unit: String, _ now: Int) -> Int? {
    guard let pages else { return nil }
    let before = swapIns.updateValue((pages, now), forKey: unit)
    guard let before, now > before.atMs, pages >= before.pages else { return nil }
    return (pages - before.pages) * SwapFilePage.size * 1_000 / (now - before.atMs)
  }

  private mutating func node(_ unit: String, _ now: Int) -> Vitals.Node? {
    let group = "/sys/fs/cgroup/adnet.slice/\(unit)"
    guard let bytes = number("\(group)/memory.current") else { return nil }
    // Anonymous pages that had to come back: cgroup-v2.rst, since Linux 5.9.
    let refaults = KernelText.numbers(
      "\(paths.root)\(group)/memory.stat", ["workingset_refault_anon"])["workingset_refault_anon"]
    return Vitals.Node(
      unit: unit, memoryBytes: bytes, swapBytes: number("\(group)/memory.swap.current") ?? 0,
      swapInBytesPerSecond: swapInRate(refaults, of: unit, now),
      stalledPercent: stalled("\(group)/memory.pressure"))
  }

  private mutating func disks(_ now: Int) -> [Disk] {
    let isSame = mounted?.holds.allSatisfy { $0.value.device == Self.device(of: $0.key) } ?? false
    if !isSame || now - (mounted?.atMs ?? 0) >= Self.mountsMs { mounted = held().map { ($0, now) } }
    return (mounted?.holds ?? [:]).sorted { $0.key < $1.key }.compactMap { point, held in
      var status = statvfs()
      guard statvfs(point, &status) == 0 else { return nil }
      let block = Int(status.f_frsize)
      return Disk(
        mountPoint: point, holds: held.holds, totalBytes: Int(status.f_blocks) * block,
        freeBytes: Int(status.f_bavail) * block, totalFiles: Int(status.f_files),
        freeFiles: Int(status.f_favail))
    }
  }

  private static func device(of point: String) -> UInt64? {
    (try? File.status(point, following: true))??.device
  }

  /// The places on each file system, by its mount point; nil while the mounts can't be read.
  private func held() -> [String: Held]? {
    guard let mounts = try? MountTable.read(paths.mounts) else { return nil }
    var found: [String: Held] = [:]
    for place in places {
      let folder = paths.root + place.folder
      guard (try? File.status(folder, following: true)) ?? nil != nil,
        let mount = try? mounts.mount(of: folder), mount.kind != "tmpfs"
      else { continue }
      found[mount.point, default: Held(holds: [], device: Self.device(of: mount.point))].holds
        .append(place.holds)
    }
    return found
  }

  /// "full avg10=1.23 avg60=… total=…": see Documentation/accounting/psi.rst.
  private func stalled(_ path: String) -> Double? {
    guard let text = try? File.text(paths.root + path, limit: 4096) else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix("full ") }
    let word = line?.split(separator: " ").first { $0.hasPrefix("avg10=") }
    return word.flatMap { Double($0.dropFirst(6)) }
  }

  private func number(_ path: String) -> Int? {
    (try? File.text(paths.root + path, limit: 64)).flatMap { Int($0.filter { !$0.isWhitespace }) }
  }
}
