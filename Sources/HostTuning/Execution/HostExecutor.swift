public import Basics
public import HostCore
import LinuxSystem

/// Carries out the steps of a plan, as root. Each can be repeated; what fails leaves the host as it
/// was before the step.
public struct HostExecutor<Swaps: SwapUnits> {
  private let paths: HostPaths
  private let swaps: Swaps

  public init(_ swaps: Swaps, paths: HostPaths = HostPaths()) {
    self.swaps = swaps
    self.paths = paths
  }

  /// `progress` is called with the bytes that a creation has reached.
  public func perform(_ step: HostStep, progress: (Int) -> Void) throws(Failure) {
    switch step {
    case .removeLeftover(let path): try File.remove(paths.root + path)
    case .createSwapFile(let path, let bytes, let recipe):
      try SwapFileMaker(path: paths.root + path, bytes: bytes, recipe: recipe).make(progress)
    case .closeSwapFile(let path): try Folder.setMode(paths.root + path, 0o600)
    case .writeSwapUnit(let path): try writeUnit(of: path)
    case .startSwapUnit(let unit): try swaps.start(unit)
    case .removeSwapFile(let path): try remove(path)
    case .writeSwappiness(let value): try writeSwappiness(value)
    case .setSwappiness(let value, _):
      try KernelSetting.write("\(value)", to: paths.swappiness)
    case .setScore(let process, _, let unit, let to, _): try setScore(process, unit, to)
    }
  }

  private func writeUnit(of path: String) throws(Failure) {
    let files = SwapUnitFiles(paths)
    let unit = SwapUnitName.of(path)
    let text = SwapUnitFiles.text(path)
    if let old = try File.readIfPresent(files.path(unit), limit: 64 * 1024),
      !old.starts(with: SwapUnitFiles.firstLine.utf8)
    {
      throw Failure(
        .swapUnitForeign,
        "cannot write \(files.path(unit)): it exists and wasn't written by adnet-agent",
        hint: "set another path in [host.swap]")
    }
    try File.writeAtomically(Array(text.utf8), to: files.path(unit))
    let link = files.link(unit)
    let folder = Folder.parent(of: link)
    if try Folder.make(folder) { try Folder.sync(Folder.parent(of: folder)) }
    if try File.status(link) == nil {
      try Folder.link(link, to: files.path(unit))
      try Folder.sync(folder)
    }
    try swaps.reload()
  }

  /// The file last: one that is left behind is only room, a unit without its file fails at boot.
  private func remove(_ path: String) throws(Failure) {
    let files = SwapUnitFiles(paths)
    let unit = SwapUnitName.of(path)
    try swaps.stop(unit)
    try File.remove(files.link(unit))
    try File.remove(files.path(unit))
    try Folder.sync(paths.units)
    try swaps.reload()
    try File.remove(paths.root + path)
  }

  private func writeSwappiness(_ value: Int) throws(Failure) {
    let folder = Folder.parent(of: paths.sysctl)
    try Folder.make(folder)
    let text = """
      # Written by "adnet-agent host apply" from [host] of agent.toml.
      vm.swappiness = \(value)

      """
    try File.writeAtomically(Array(text.utf8), to: paths.sysctl)
  }

  /// The process may have ended, and another may have its number.
  private func setScore(_ process: Int32, _ unit: String, _ score: Int) throws(Failure) {
    let folder = paths.process(process)
    guard let bytes = try File.readIfPresent("\(folder)/cgroup", limit: 4096) else { return }
    guard String(decoding: bytes, as: UTF8.self).contains("/\(unit)") else { return }
    do throws(Failure) {
      try KernelSetting.write("\(score)", to: "\(folder)/oom_score_adj")
    } catch {
      guard try File.status(folder) != nil else { return }
      throw error
    }
  }
}

/// The requests to systemd.
public protocol SwapUnits {
  /// Until the swap is on.
  func start(_ unit: String) throws(Failure)
  /// Until the swap is off, and what was in it is in memory.
  func stop(_ unit: String) throws(Failure)
  /// Reads the unit files again.
  func reload() throws(Failure)
}
