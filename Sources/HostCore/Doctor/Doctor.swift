import Basics

/// Holds a server against what the owner wants: from facts to one line each.
public struct Doctor {
  let facts: ServerFacts
  let profile: ServerProfile
  /// Of all nodes together.
  let threads: Int
  /// Of the node that wants most.
  let descriptors: Int

  public init(_ facts: ServerFacts, profile: ServerProfile, threads: Int, descriptors: Int) {
    self.facts = facts
    self.profile = profile
    self.threads = threads
    self.descriptors = descriptors
  }

  public func examine() -> [DoctorCheck] {
    [
      processors, memory, swap, disk, diskKind, link, system, clock, descriptorLimit, threadLimit,
      backlog, ptrace, migration, handoff, ports, metrics, keys, variables,
    ]
  }

  private var processors: DoctorCheck {
    DoctorCheck(
      "processors", facts.processors >= profile.processors ? .ok : .bad,
      found: "\(facts.processors)", wanted: "\(profile.processors)",
      why: "proving and consensus of two chains run side by side",
      remedy: "move to a larger server")
  }

  private var memory: DoctorCheck {
    DoctorCheck(
      "memory", profile.hasMemory(facts.memoryBytes) ? .ok : .bad,
      found: Sizes.text(facts.memoryBytes), wanted: Sizes.text(profile.memoryBytes),
      why: "a node's memory can grow by tens of GB within moments",
      remedy: "move to a larger server")
  }

  private var swap: DoctorCheck {
    let enough = facts.swapBytes.map { $0 >= profile.swapBytes - (16 << 20) }
    return DoctorCheck(
      "swap", enough.map { $0 ? .ok : .bad } ?? .unknown,
      found: facts.swapBytes.map(Sizes.text) ?? "unknown",
      wanted: "\(Sizes.text(profile.swapBytes)), better twice that",
      why: "it absorbs load spikes that exceed memory",
      remedy: facts.container.map { "set it up on the host of this container (\($0))" }
        ?? "adnet-agent host apply")
  }

  private var disk: DoctorCheck {
    DoctorCheck(
      "disk", facts.disk.totalBytes >= profile.diskBytes / 100 * 90 ? .ok : .bad,
      found: "\(Sizes.text(facts.disk.totalBytes)) at \(facts.disk.mountPoint), "
        + "\(Sizes.text(facts.disk.freeBytes)) free",
      wanted: Sizes.text(profile.diskBytes), why: "ledgers only grow",
      remedy: "mount a larger disk at /var/lib/adnet/nodes")
  }

  private var diskKind: DoctorCheck {
    let verdict: DoctorCheck.Verdict
    let found: String
    switch (facts.disk.device, facts.disk.isRotational) {
    case (let device?, _) where device.hasPrefix("nvme"): (verdict, found) = (.ok, device)
    case (let device?, true?): (verdict, found) = (.bad, "\(device), a rotating disk")
    case (let device?, _): (verdict, found) = (.warning, "\(device), not an NVMe disk by its name")
    case (nil, _): (verdict, found) = (.unknown, "unknown, not a single device")
    }
    return DoctorCheck(
      "disk kind", verdict, found: found, wanted: "NVMe",
      why: "a block's commit waits for the disk", remedy: "move the ledgers to an NVMe disk")
  }

  private var link: DoctorCheck {
    let enough = facts.linkMegabits.map { $0 >= profile.linkMegabits }
    return DoctorCheck(
      "network", enough.map { $0 ? .ok : .bad } ?? .unknown,
      found: facts.linkMegabits.map { "\($0) Mbps" } ?? "unknown, no card reports its speed",
      wanted: "\(profile.linkMegabits) Mbps both ways",
      why: "a node that is late with its votes holds up the chain",
      remedy: "ethtool DEVICE shows the speed; order a faster link")
  }

  private var system: DoctorCheck {
    let known = [("debian", "12"), ("ubuntu", "22.04")].contains {
      $0 == (facts.system, facts.systemVersion)
    }
    return DoctorCheck(
      "system", known ? .ok : .warning,
      found: facts.systemName.isEmpty ? "unknown" : facts.systemName,
      wanted: "Debian 12 or Ubuntu 22.04", why: "only these are tested",
      remedy: "install one of them before the server becomes a validator")
  }
}
