import AgentCore
import Basics
import ControlModel
import LinuxSystem
import OnDisk

extension ImportRun {
  mutating func undo(_ step: ImportRecord.Step) throws(Failure) {
    switch step {
    case .start:
      let now = try status()
      // What leads back by itself may have been on another ledger.
      if record.cause == nil, let height = now?.height?.value {
        record.reached = max(height, record.reached ?? 0)
        try store.save(record)
      }
      if now?.desired == .running || now?.nodePID != nil { try done(.stop) }
    case .enable:
      if try status()?.enabled == true { try done(.disable) }
    case .move:
      try waitUntilFree()
      try checkThere()
      tell("moving its ledger and key back")
      try files().moveBack()
    case .mask: try oldNode().unmask()
    case .stop:
      try waitUntilFree()
      try startOld()
    case .key:
      if let path = record.plan.keyFile { try files().remove(path) }
    case .release:
      // It does no harm, and is there for another try.
      return
    case .configure:
      try File.remove(fragmentPath)
      try apply()
    }
  }

  /// Whether what was moved is there to be moved back.
  func checkThere() throws(Failure) {
    guard record.hasMoved == true else { return }
    try files().checkThere(
      record: record.plan.isValidator && record.cause?.kind != .recordMissing,
      at: record.recordAt)
  }

  /// The start of the old node. It continues from the chain's height or not at all: below it could sign twice.
  private func startOld() throws(Failure) {
    let old = try oldNode()
    if let failure = record.failure, failure.kind == .heightFell {
      // Not again by itself: somebody has to look first.
      throw Failure(failure.kind, failure.text, hint: failure.hint, exit: .failed)
    }
    tell("starting \(record.node.name.printable)")
    try old.unmask()
    try old.start(wasStopped: record.stoppedUnixMs != nil)
    // One that told none before tells none now.
    guard let known = record.height else { return }
    let before = max(known, record.reached ?? 0)
    let answers = answersOfOld()
    guard let now = answers.height else {
      let why = answers.problem ?? "it doesn't answer"
      return tell("its height isn't compared with \(before): \(why)")
    }
    guard now < before else { return }
    tell("stopping it: it is at height \(now), and was at \(before)")
    try old.stopAgain()
    throw Failure(
      .heightFell,
      "cannot leave \(record.node.name.printable) running: it is at height \(now), and was at "
        + "\(before)",
      hint: "put back the ledger that it had, then: adnet-agent import \(name) --undo")
  }

  /// The last answers of the old node, if it gives no height in time. An ordered undo waits for a node that
  /// loads for long; an automatic one has checked the ledger before.
  private func answersOfOld() -> ForeignAnswers {
    let deadline = Deadline(milliseconds: record.cause == nil ? 120_000 : 10_000)
    while true {
      var answers = ForeignAnswers(problem: "no process has its ledger open")
      do throws(Failure) {
        if let now = try ForeignNodeFinder.again(record.node) { answers = survey.answers(of: now) }
      } catch {
        answers = ForeignAnswers(problem: error.text)
      }
      guard answers.height == nil, !deadline.isOver else { return answers }
      Clock.sleep(milliseconds: 500)
    }
  }

  /// Two processes never have one ledger and one key.
  private func waitUntilFree() throws(Failure) {
    let deadline = Deadline(milliseconds: 180_000)
    while try ChainLockFile(paths, name).look() != .free {
      guard !deadline.isOver else {
        throw Failure(
          .chainLocked, "cannot go back: a process of chain \(name) is still alive",
          hint: "adnet-agent stop \(name); then adnet-agent import \(name) --undo")
      }
      Clock.sleep(milliseconds: 50)
    }
  }
}
