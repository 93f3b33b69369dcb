import ControlModel
import HostCore

extension VitalsStatus {
  init(_ vitals: Vitals) {
    self.init(
      memoryBytes: vitals.memoryBytes, availableBytes: vitals.availableBytes,
      swapBytes: vitals.swapBytes, swapFreeBytes: vitals.swapFreeBytes,
      swapInBytesPerSecond: vitals.swapInBytesPerSecond, stalledPercent: vitals.stalledPercent,
      nodes: vitals.nodes.map {
        Node(
          unit: $0.unit, memoryBytes: $0.memoryBytes, swapBytes: $0.swapBytes,
          swapInBytesPerSecond: $0.swapInBytesPerSecond, stalledPercent: $0.stalledPercent)
      },
      disks: vitals.disks.map {
        Disk(
          mountPoint: $0.mountPoint, holds: $0.holds, totalBytes: $0.totalBytes,
          freeBytes: $0.freeBytes, freeFiles: $0.freeFiles, fullInDays: $0.fullInDays)
      },
      isClockSynchronised: vitals.isClockSynchronised,
      clockErrorMicroseconds: vitals.clockErrorMicroseconds)
  }
}
