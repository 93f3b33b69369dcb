import AgentConfig
import Basics
import ControlModel
import HostCore
import HostTuning
import LinuxSystem

/// The loop's memory of the host's own settings between two looks. All of it may be lost.
struct HostSettingsMonitor {
  static let unit = "adnet-host.service"
  /// Milliseconds; drift is found within three of them.
  private static let period = 10_000
  /// Between two tries to correct, the first and the longest, in milliseconds.
  private static let retry = (first: 30_000, longest: 600_000)

  private let settings: HostSettings
  private let reader: HostReader
  private let paths: HostPaths
  private(set) var seen: HostObservation?
  private(set) var plan = HostPlan()
  /// Milliseconds since boot.
  private(set) var wakeAt = 0
  private var tried: [HostStep] = []
  private var retryAt = 0
  private var patience = HostSettingsMonitor.retry.first
  /// Why the one who corrects couldn't be started.
  var unstarted: Failure?

  init(_ configuration: Configuration, paths: Paths) {
    settings = configuration.host
    self.paths = HostPaths(root: paths.root)
    reader = HostReader(settings, nodeUnits: configuration.nodeUnits, paths: self.paths)
  }

  mutating func look() {
    let observation = reader.look()
    seen = observation
    plan = HostPlanner.plan(settings, seeing: observation)
  }

  /// The settings to correct now, in words: none when nothing is, when it isn't wanted, when
  /// somebody is at it, and when the same was tried a short while ago.
  mutating func drift(nowBoottimeMs now: Int) -> [String] {
    wakeAt = now + Self.period
    look()
    guard !plan.steps.isEmpty else {
      tried = []
      unstarted = nil
      return []
    }
    guard settings.enforce == .on, isApplied, !isWorking else { return [] }
    if plan.steps == tried {
      guard now >= retryAt else { return [] }
      patience = min(patience * 2, Self.retry.longest)
    } else {
      patience = Self.retry.first
    }
    tried = plan.steps
    retryAt = now + patience
    return plan.steps.map(\.words)
  }

  var isApplied: Bool { ((try? File.status(paths.applied)) ?? nil) != nil }

  private var report: HostReport? { HostReport.read(paths) }
  private var isWorking: Bool { report?.isRunning ?? false }

  func document() -> HostDocument {
    HostDocument(
      settings, seeing: seen ?? reader.look(), plan: plan, isApplied: isApplied, report: report)
  }

  /// Why the host's memory safety isn't known, or isn't ours; nil when it is.
  var foreign: String? {
    guard let seen else { return "not checked yet" }
    return if case .notOurs(let why) = seen.swap { why } else { nil }
  }

  var problems: [Problem] {
    guard seen != nil else { return [] }
    var problems = plan.problems
    guard !plan.steps.isEmpty, !isWorking else { return problems }
    let what = plan.steps.map(\.words).joined(separator: "; ")
    if !isApplied {
      problems.append(
        Problem(
          kind: .hostNotApplied, severity: .warning,
          text: "swap space, swappiness and OOM priority are not set up: \(what)",
          hint: "adnet-agent host plan; adnet-agent host apply"))
    } else if settings.enforce == .report {
      problems.append(
        Problem(
          kind: .hostDrifted, severity: .warning, text: "the host has drifted: \(what)",
          hint: "adnet-agent host apply"))
    } else if let failure = unstarted ?? report?.failure {
      problems.append(
        Problem(
          kind: .hostFailed, severity: .warning,
          text: "the host has drifted and can't be corrected: \(failure.text)",
          hint: failure.hint ?? "journalctl -u \(Self.unit)"))
    }
    return problems
  }
}
