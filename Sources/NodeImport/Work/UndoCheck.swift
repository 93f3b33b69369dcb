import AgentCore
public import Basics
public import ControlAPI
import ControlModel
import LinuxSystem

/// Whether an import can be undone, before the node that serves is touched.
public struct UndoCheck {
  private let record: ImportRecord
  private let paths: Paths
  private let client: ControlClient

  public init(_ record: ImportRecord, _ paths: Paths, _ client: ControlClient) {
    self.record = record
    self.paths = paths
    self.client = client
  }

  /// - Parameter acceptsHalt: whoever orders it accepts that the chain halts.
  public func check(acceptsHalt: Bool) throws(Failure) {
    // In the middle of an import no node of ours serves, and the agent may be away.
    let status = record.isOver ? try client.status() : nil
    if let status {
      try checkOwner(status)
      try checkHeld(status)
    }
    try checkFolders()
    try checkUnit()
    guard let status else { return }
    try checkStop(acceptsHalt)
    try checkThere(status)
  }

  private var chain: ChainName { record.plan.chain }

  /// Else it would be begun, and go on by itself as soon as nothing is in the way.
  private func checkStop(_ acceptsHalt: Bool) throws(Failure) {
    let plan: PlanDocument
    do throws(Failure) {
      var terms = OrderTerms()
      terms.acceptHalt = acceptsHalt
      plan = try client.plan(.stop, chain: chain, terms)
    } catch {
      if error.isNothingToDo { return }
      throw error
    }
    guard let gate = plan.gates.first(where: { $0.state == .blocked }) else { return }
    throw refuse(gate.text, gate.hint ?? "adnet-agent why \(chain)")
  }

  /// The old program gets the ledger as another one has left it otherwise, and the safety record from
  /// where that looks for it.
  private func checkOwner(_ status: StatusDocument) throws(Failure) {
    guard let release = record.release,
      let now = status.chains.first(where: { $0.chain == chain })?.release, now != release
    else { return }
    let hint =
      now.program == release.program
      ? "adnet-agent swap \(chain) \(release) first" : "adnet-agent migrate rollback first"
    throw refuse("\(now) owns the chain by now, and \(release) was imported", hint)
  }

  /// The old program would go on with what our own must not.
  private func checkHeld(_ status: StatusDocument) throws(Failure) {
    guard
      let problem = status.problems.first(where: {
        $0.chain == chain && [.ledgerFell, .recordLost].contains($0.kind)
      })
    else { return }
    throw refuse(problem.text, problem.hint ?? "adnet-agent start \(chain) --accept-height")
  }

  /// Where a node runs, it writes the record at its stop.
  private func checkThere(_ status: StatusDocument) throws(Failure) {
    guard status.chains.first(where: { $0.chain == chain })?.nodePID == nil else { return }
    let survey = try ImportSurvey(chain, paths: paths, client: client)
    try ImportRun(record, survey, paths: paths, client: client) { _ in }.checkThere()
  }

  private func checkFolders() throws(Failure) {
    for move in record.plan.moves where !move.isCopy {
      let parent = Folder.parent(of: move.from)
      do throws(Failure) { _ = try OpenFolder(parent) } catch {
        throw refuse(
          "there is no folder \(parent.printable) to move things back to: \(error.reason)",
          "make it, for \(record.node.account.name.printable)")
      }
    }
  }

  private func checkUnit() throws(Failure) {
    guard let unit = record.node.unit, !unit.isTransient, !unit.file.isEmpty else { return }
    for path in [unit.file, unit.file + UnitMask.aside]
    where try File.status(path, following: true)?.kind == .regular {
      return
    }
    throw refuse(
      "the file of \(unit.name.printable) is gone: \(unit.file.printable)", "put it back there")
  }

  private func refuse(_ why: String, _ hint: String) -> Failure {
    Failure(
      .undoRefused, "cannot undo the import of \(chain): \(why)", hint: hint)
  }
}
