public import Basics

/// The host's problems that an operator should know before the kernel kills or the disk is full.
public enum VitalsProblems {
  /// `reserveBytes`: what has to stay free on each disk.
  public static func derive(_ vitals: Vitals, reserveBytes: Int) -> [Problem] {
    memory(vitals) + stalls(vitals) + vitals.disks.flatMap { disk($0, reserveBytes) }
      + clock(vitals)
  }

  /// Of the last day: the kernel's kills are in its log, and forgotten soon. For each program
  /// its last kill, told to each chain that it served.
  public static func kills(
    _ kills: [OOMKill], nodes: NodeNames, nowUnixMilliseconds now: Int64
  ) -> [Problem] {
    let recent = kills.filter { now - $0.unixMilliseconds < 86_400_000 }
    let victims = recent.map(nodes.victim).reduce(into: [Victim]()) { victims, victim in
      if !victims.contains(victim) { victims.append(victim) }
    }
    return victims.flatMap { victim -> [Problem] in
      let own = recent.filter { nodes.victim($0) == victim }
      guard let last = own.last else { return [] }
      let minutes = max(0, now - last.unixMilliseconds) / 60_000
      let earlier = own.count > 1 ? ", and \(own.count - 1) times in the day before" : ""
      return victim.problems(
        "the kernel killed \(victim.name) (\(last.process)) for lack of memory "
          + "\(minutes) min ago\(earlier)")
    }
  }

  /// Why nothing large may be put on the disk now; nil when it may.
  public static func refusal(_ vitals: Vitals, reserveBytes: Int) -> Failure? {
    guard let disk = vitals.disks.first(where: { $0.freeBytes < reserveBytes }) else { return nil }
    return Failure(
      .diskReserve,
      "cannot swap: \(disk.mountPoint) has \(Sizes.text(disk.freeBytes)) free, \(Sizes.text(reserveBytes)) must stay free",
      hint: "free some, or set reserve in [host.disk]")
  }

  /// How little of memory and swap is left; nil while there is enough.
  public static func shortMemory(_ vitals: Vitals) -> String? {
    let all = vitals.memoryBytes + vitals.swapBytes
    let free = vitals.availableBytes + vitals.swapFreeBytes
    guard all > 0, free / (all / 100 + 1) < VitalsLimits.leastMemoryPercent else { return nil }
    return "\(Sizes.text(free)) of memory and swap space are left of \(Sizes.text(all))"
  }

  /// Why one process of all chains may need more memory than the host has; nil when it has enough.
  public static func smallForUnified(_ vitals: Vitals) -> String? {
    let (profile, bytes) = (ServerProfile.unified, vitals.memoryBytes)
    guard bytes > 0, !profile.hasMemory(bytes) else { return nil }
    return
      "one process for all chains needs \(Sizes.text(profile.memoryBytes)) of memory, this host has \(Sizes.text(bytes))"
  }

  private static func memory(_ vitals: Vitals) -> [Problem] {
    if let short = shortMemory(vitals) {
      return [
        Problem(kind: .memoryLow, severity: .critical, text: short, hint: "systemd-cgtop -m")
      ]
    }
    guard vitals.swapBytes > 0,
      vitals.swapFreeBytes / (vitals.swapBytes / 100 + 1) < VitalsLimits.leastSwapPercent
    else { return [] }
    return [
      Problem(
        kind: .swapFull, severity: .warning,
        text:
          "\(Sizes.text(vitals.swapFreeBytes)) of \(Sizes.text(vitals.swapBytes)) of swap space are free: the next load spike has to fit into memory",
        hint: "systemd-cgtop -m; a larger size in [host.swap]; adnet-agent host apply")
    ]
  }

  private static func stalls(_ vitals: Vitals) -> [Problem] {
    var problems: [Problem] = []
    let all =
      [("the host", vitals.stalledPercent)] + vitals.nodes.map { ($0.unit, $0.stalledPercent) }
    for (name, percent) in all {
      guard let percent, percent > VitalsLimits.mostStalledPercent else { continue }
      problems.append(
        Problem(
          kind: .memoryPressure, severity: .warning,
          text: "memory pressure of \(name) is \(Int(percent)) %",
          hint: "adnet-agent host; systemd-cgtop -m"))
    }
    if let rate = vitals.swapInBytesPerSecond, rate > VitalsLimits.mostSwapIn {
      problems.append(
        Problem(
          kind: .swapBusy, severity: .warning,
          text: "\(Sizes.text(rate)) a second are read back from swap space",
          hint: "systemd-cgtop -m"))
    }
    return problems
  }

  private static func disk(_ disk: Disk, _ reserve: Int) -> [Problem] {
    let name = "\(disk.mountPoint) (\(disk.holds.joined(separator: ", ")))"
    var problems: [Problem] = []
    if disk.freeBytes < reserve {
      problems.append(
        Problem(
          kind: .diskReserve, severity: .critical,
          text:
            "\(name) has \(Sizes.text(disk.freeBytes)) free, less than the reserve of \(Sizes.text(reserve))",
          hint: "adnet-agent release list; journalctl --disk-usage; df -h"))
    } else if let days = disk.fullInDays, days < VitalsLimits.warningDays {
      problems.append(
        Problem(
          kind: .diskFilling, severity: days < VitalsLimits.criticalDays ? .critical : .warning,
          text: "\(name) will be full in \(Int(days)) days", hint: "df -h"))
    }
    if disk.totalFiles > 0,
      disk.freeFiles / (disk.totalFiles / 100 + 1) < VitalsLimits.leastFilesPercent
    {
      problems.append(
        Problem(
          kind: .diskFiles, severity: .critical,
          text: "\(name) has room for \(disk.freeFiles) more files", hint: "df -i"))
    }
    return problems
  }

  private static func clock(_ vitals: Vitals) -> [Problem] {
    if vitals.isClockSynchronised == false {
      return [
        Problem(
          kind: .clockUnsynchronised, severity: .warning,
          text: "the clock isn't synchronised", hint: "timedatectl set-ntp true")
      ]
    }
    guard let error = vitals.clockErrorMicroseconds, error > VitalsLimits.mostClockError else {
      return []
    }
    return [
      Problem(
        kind: .clockOff, severity: .warning,
        text: "the clock may be off by \(error / 1_000) ms", hint: "timedatectl timesync-status")
    ]
  }
}
