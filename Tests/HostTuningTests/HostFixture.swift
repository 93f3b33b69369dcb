import Basics
import HostCore
import HostTuning
import LinuxSystem
import TestSupport

/// A folder in the place of /, with what the kernel and systemd would show.
final class HostFixture: SwapUnits {
  let folder = TestFolder()
  var settings = HostSettings()
  private(set) var orders: [String] = []

  var paths: HostPaths { HostPaths(root: folder.path) }

  init() throws {
    settings.swap.bytes = 8 << 20
    settings.swap.reserveBytes = 0
    try folder.file("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n")
    try folder.file("proc/sys/vm/swappiness", "60\n")
    try folder.folder("etc/systemd/system")
    try folder.folder("etc/sysctl.d")
    // One file system for everything below the folder.
    try folder.file(
      "proc/self/mountinfo", "25 1 8:1 / \(folder.path) rw,relatime shared:1 - ext4 /dev/x rw\n")
  }

  func observation(nodes: [String] = []) -> HostObservation {
    HostReader(settings, nodeUnits: nodes, paths: paths).look()
  }

  func plan() -> HostPlan { HostPlanner.plan(settings, seeing: observation()) }

  func perform(_ step: HostStep) throws(Failure) {
    try HostExecutor(self, paths: paths).perform(step) { _ in }
  }

  func kind(_ step: HostStep) -> String? {
    do throws(Failure) {
      try perform(step)
      return nil
    } catch { return error.kind.rawValue }
  }

  func start(_ unit: String) throws(Failure) { orders.append("start \(unit)") }
  func stop(_ unit: String) throws(Failure) { orders.append("stop \(unit)") }
  func reload() throws(Failure) { orders.append("reload") }
}
