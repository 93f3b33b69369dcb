import Basics
public import ControlModel
public import HostCore
public import HostTuning

extension HostDocument {
  /// The document of what is wanted and seen. The same for the daemon and for a command without it.
  public init(
    _ wanted: HostSettings, seeing observation: HostObservation, plan: HostPlan, isApplied: Bool,
    report: HostReport?
  ) {
    self.init(
      enforce: wanted.enforce.rawValue, isApplied: isApplied,
      parts: [
        Self.swap(wanted, observation.swap, plan),
        Self.swappiness(wanted, observation.swappiness, plan),
        Self.scores(wanted, observation.scores, plan),
      ],
      // While somebody is at it, what it works on looks like something left behind.
      steps: report?.isRunning == true ? [] : plan.steps.map(\.words), notes: plan.notes,
      problems: plan.problems,
      work: report.map(Work.init))
  }

  private static func swap(
    _ wanted: HostSettings, _ seen: HostPart<SwapSpace>, _ plan: HostPlan
  ) -> Part {
    part("swap", seen, plan, kinds: ProblemKind.ofTheSwapFile, is: \.isSwap) { swap in
      let areas = swap.areas.map { "\($0.path) \(Sizes.text($0.bytes))" }
      let used = swap.areas.reduce(0) { $0 + $1.usedBytes }
      let found =
        areas.isEmpty ? "none" : "\(areas.joined(separator: ", ")); \(Sizes.text(used)) in use"
      return (found, "\(Sizes.text(wanted.swap.bytes)) in \(wanted.swap.path)")
    }
  }

  private static func swappiness(
    _ wanted: HostSettings, _ seen: HostPart<Swappiness>, _ plan: HostPlan
  ) -> Part {
    part("swappiness", seen, plan, kinds: [.swappinessOverridden], is: \.isSwappiness) { seen in
      let boot = seen.lines.last.map { ", from \($0.file):\($0.number) at boot" } ?? ""
      return ("\(seen.live)\(boot)", "\(wanted.swappiness)")
    }
  }

  private static func scores(
    _ wanted: HostSettings, _ seen: HostPart<[ProcessScore]>, _ plan: HostPlan
  ) -> Part {
    part("oom", seen, plan, kinds: [.oomSecondKiller], is: \.isScore) { scores in
      let wrong = scores.filter { $0.correction != nil }
      let found =
        wrong.isEmpty
        ? "\(scores.count) processes in order"
        : wrong.map { "\($0.name) \($0.process) has \($0.live)" }.joined(separator: ", ")
      return (found, "nodes \(wanted.oom.nodes), agent \(HostSettings.OOM.agent)")
    }
  }

  private static func part<Value>(
    _ name: String, _ seen: HostPart<Value>, _ plan: HostPlan, kinds: [ProblemKind],
    is belongs: (HostStep) -> Bool, words: (Value) -> (found: String, wanted: String)
  ) -> Part where Value: Hashable & Sendable {
    switch seen {
    case .notOurs(let why): return Part(name: name, state: .notOurs, found: why)
    case .ours(let value):
      let (found, wanted) = words(value)
      let state: Part.State =
        plan.problems.contains { kinds.contains($0.kind) }
        ? .blocked : plan.steps.contains(where: belongs) ? .drifted : .ok
      return Part(name: name, state: state, found: found, wanted: wanted)
    }
  }
}

extension HostDocument.Work {
  init(_ report: HostReport) {
    self.init(
      isRunning: report.isRunning,
      startedAt: Timestamp(unixMilliseconds: report.startedUnixMilliseconds),
      endedAt: report.endedUnixMilliseconds.map { Timestamp(unixMilliseconds: $0) },
      done: report.done, doing: report.doing, bytes: report.creation?.bytes,
      doneBytes: report.creation?.doneBytes, rate: report.creation?.rate, failure: report.failure)
  }
}

extension HostStep {
  fileprivate var isSwap: Bool { !isSwappiness && !isScore }

  fileprivate var isSwappiness: Bool {
    switch self {
    case .writeSwappiness, .setSwappiness: true
    default: false
    }
  }

  fileprivate var isScore: Bool {
    if case .setScore = self { true } else { false }
  }
}
