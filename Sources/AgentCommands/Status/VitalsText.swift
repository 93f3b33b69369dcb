import Basics
import ControlModel

/// The lines about the host itself in `adnet-agent status`: what it is about, and the words.
struct VitalsText {
  private let vitals: VitalsStatus

  init(_ vitals: VitalsStatus) { self.vitals = vitals }

  var lines: [(about: String, text: String)] {
    [("memory", memory), ("swap space", swap)] + vitals.nodes.map { ("node", node($0)) }
      + vitals.disks.map { ("disk", disk($0)) }
      + (clock.map { [("clock", $0)] } ?? [])
  }

  private var memory: String {
    "\(Sizes.text(vitals.availableBytes)) of \(Sizes.text(vitals.memoryBytes)) available"
      + (vitals.stalledPercent.map { ", memory pressure \(Int($0)) %" } ?? "")
  }

  private var swap: String {
    guard vitals.swapBytes > 0 else { return "none" }
    let used = vitals.swapBytes - vitals.swapFreeBytes
    return "\(Sizes.text(used)) of \(Sizes.text(vitals.swapBytes)) in use"
      + (vitals.swapInBytesPerSecond.map { ", \(Sizes.text($0))/s swapped in" } ?? "")
  }

  private func node(_ node: VitalsStatus.Node) -> String {
    "\(node.unit): \(Sizes.text(node.memoryBytes)) in memory, "
      + "\(Sizes.text(node.swapBytes)) in swap space"
      + (node.swapInBytesPerSecond.map { ", \(Sizes.text($0))/s swapped in" } ?? "")
      + (node.stalledPercent.map { ", memory pressure \(Int($0)) %" } ?? "")
  }

  private func disk(_ disk: VitalsStatus.Disk) -> String {
    "\(disk.mountPoint): \(Sizes.text(disk.freeBytes)) of \(Sizes.text(disk.totalBytes)) free"
      + (disk.fullInDays.map { $0 < 1_000 ? ", full in \(Int($0)) days" : "" } ?? "")
      + " (\(disk.holds.joined(separator: ", ")))"
  }

  private var clock: String? {
    switch (vitals.isClockSynchronised, vitals.clockErrorMicroseconds) {
    case (true?, let error?): "synchronised, off by at most \(error / 1_000) ms"
    case (false?, _): "not synchronised"
    default: nil
    }
  }
}
