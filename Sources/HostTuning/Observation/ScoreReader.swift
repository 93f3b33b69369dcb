import Basics
import HostCore
import LinuxSystem

/// `oom_score_adj` of every process that matters when memory runs out.
struct ScoreReader {
  /// The units that an operator needs to log in and find the cause, with their groups below the cgroup's root.
  /// systemd itself is never chosen: the kernel spares PID 1.
  private static let guards = ["ssh.service", "sshd.service", "systemd-journald.service"]

  private let paths: HostPaths
  private let settings: HostSettings.OOM
  private let nodeUnits: [String]

  init(_ paths: HostPaths, _ settings: HostSettings.OOM, nodeUnits: [String]) {
    self.paths = paths
    self.settings = settings
    self.nodeUnits = nodeUnits
  }

  func look() throws(Failure) -> [ProcessScore] {
    var scores: [ProcessScore] = []
    for unit in nodeUnits {
      scores += try read(unit, "adnet.slice", .exactly(settings.nodes)) { _ in true }
    }
    scores += try read("adnet-agent.service", "system.slice", .exactly(HostSettings.OOM.agent)) {
      _ in true
    }
    for unit in Self.guards {
      // The service itself, not the sessions of people that may run in its group.
      scores += try read(unit, "system.slice", .atMost(settings.nodes)) { parent(of: $0) == 1 }
    }
    return scores
  }

  private func read(
    _ unit: String, _ slice: String, _ wanted: ProcessScore.Wanted, where matters: (Int32) -> Bool
  ) throws(Failure) -> [ProcessScore] {
    var scores: [ProcessScore] = []
    for process in try GroupProcesses(paths).of(unit, in: slice) where matters(process) {
      // One that ended meanwhile matters no more.
      guard let score = number("\(paths.process(process))/oom_score_adj") else { continue }
      scores.append(
        ProcessScore(
          process: process, name: name(of: process), unit: unit, live: score, wanted: wanted))
    }
    return scores
  }

  private func number(_ path: String) -> Int? {
    (try? File.text(path, limit: 64)).flatMap { Int($0.filter { !$0.isWhitespace }) }
  }

  private func name(of process: Int32) -> String {
    let text = (try? File.text("\(paths.process(process))/comm", limit: 64)) ?? "?"
    return String(text.prefix { $0 != "\n" })
  }

  private func parent(of process: Int32) -> Int32? {
    guard let text = try? File.text("\(paths.process(process))/status", limit: 16 * 1024) else {
      return nil
    }
    return text.split(separator: "\n").first { $0.hasPrefix("PPid:") }.flatMap {
      Int32($0.dropFirst(5).filter { !$0.isWhitespace })
    }
  }
}
