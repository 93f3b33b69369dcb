import AgentConfig
public import Basics
import HostCore
import LinuxSystem
import OnDisk
import Systemd

/// `adnet-agent host-work`, the whole of adnet-host.service: makes the host as agent.toml wants it,
/// as root, and ends. Whoever starts it gives it nothing: it looks and decides itself.
public struct HostWork<Swaps: SwapUnits> {
  /// A plan is empty after at most two; more is a fight with something else on the host.
  private static var passes: Int { 4 }

  private let paths: Paths
  private let host: HostPaths
  private let swaps: Swaps
  private let journal = Journal(identifier: "adnet-host")

  public init(_ paths: Paths, _ swaps: Swaps) {
    self.paths = paths
    self.swaps = swaps
    host = HostPaths(root: paths.root)
  }

  /// Until nothing is left to do, or a step fails.
  public func run() throws(Failure) {
    let configuration = try ConfigurationFiles.inForce(paths)
    guard let lock = try FileLock.take(Folder.parent(of: host.report), .exclusive) else {
      throw Failure(.hostBusy, "cannot apply: another apply is running")
    }
    var report = HostReport(startedUnixMilliseconds: Clock.unixMilliseconds())
    try report.write(host)
    do throws(Failure) { try work(configuration, &report) } catch { report.failure = error }
    report.endedUnixMilliseconds = Clock.unixMilliseconds()
    report.creation = nil
    report.doing = nil
    try report.write(host)
    _ = consume lock
    if let failure = report.failure { throw failure }
  }

  private func work(
    _ configuration: Configuration, _ report: inout HostReport
  ) throws(Failure) {
    // Before the first step: from now on it is corrected, whatever becomes of this.
    try markApplied()
    let reader = HostReader(configuration.host, nodeUnits: configuration.nodeUnits, paths: host)
    var pass = 0
    while true {
      let steps = HostPlanner.plan(configuration.host, seeing: reader.look()).steps
      if steps.isEmpty { return }
      pass += 1
      guard pass <= Self.passes else {
        let rest = steps.map(\.words).joined(separator: "; ")
        throw Failure(
          .hostUnsettled,
          "cannot apply: after \(Self.passes) passes these steps remain: \(rest)",
          hint: "another program may change the same settings: journalctl -u adnet-host.service")
      }
      for step in steps { try perform(step, &report) }
    }
  }

  private func perform(_ step: HostStep, _ report: inout HostReport) throws(Failure) {
    report.doing = step.words
    if case .createSwapFile(let path, let bytes, _) = step {
      report.creation = HostReport.Creation(path: path, bytes: bytes)
    }
    try report.write(host)
    let start = Clock.monotonicMicroseconds()
    var told = start
    try HostExecutor(swaps, paths: host).perform(step) { bytes in
      let now = Clock.monotonicMicroseconds()
      // Often enough for people, rarely enough for the disk.
      guard now - told > 500_000 else { return }
      told = now
      report.creation?.doneBytes = bytes
      report.creation?.rate = Int(Double(bytes) / (Double(now - start) / 1_000_000))
      // Progress that can't be told is no reason to stop.
      try? report.write(host)
    }
    report.creation = nil
    report.doing = nil
    report.done.append(step.words)
    journal.write(.notice, event: "host_changed", step.words)
    try report.write(host)
  }

  private func markApplied() throws(Failure) {
    guard try File.status(host.applied) == nil else { return }
    try File.writeAtomically([], to: host.applied)
  }
}
