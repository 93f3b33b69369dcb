import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import FoundationEssentials
import LinuxSystem
import NodeImport

struct ImportCommand: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import a node that already runs on this host.",
    discussion: """
      Without --yes, shows what would be written, what can't be kept and what blocks the import. \
      With --yes, adnet-import@CHAIN.service does the work, also after the terminal is closed or \
      the host reboots: it stops the old node and disables it, moves ledger, safety record and \
      key to the chain's home, and starts the chain's own unit. If the node comes up below its \
      last height or without its safety record, or a step fails, the old unit is started again. \
      --undo returns the node to the old unit later. --resume follows an import or continues one \
      that is stuck. Needs root.
      """)

  @Argument(help: "The node's chain, such as alpha.") var chain: ChainArgument
  @Option(name: .long, help: "The unit that currently runs the node.") var fromUnit: String?
  @Option(name: .long, help: "The node's process ID, if no unit runs it.") var fromPid: Int32?
  @Option(name: .long, help: "The version of the release made from its file.") var version =
    "imported"
  @Flag(name: .long, help: "Carry out the import.") var yes = false
  @Flag(name: .long, help: "Follow an import, or continue one that is stuck.") var resume = false
  @Flag(name: .long, help: "Return the node to what ran it before.") var undo = false
  @Flag(
    name: .long,
    help: "Continue even if the chain halts. No other gate is overridden.")
  var acceptHalt = false
  @Flag(
    name: .long,
    help: "Continue even if the node's height is unknown, so that it can't be checked afterwards.")
  var acceptUnknownHeight = false
  @OptionGroup var check: CheckOption
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func validate() throws {
    let sources = [fromUnit != nil, fromPid != nil].count { $0 }
    guard resume || undo ? sources == 0 : sources == 1, !(resume && undo) else {
      throw ValidationError("Name one of --from-unit, --from-pid, --resume and --undo.")
    }
    if let fromPid, fromPid <= 1 {
      throw ValidationError("\(fromPid) is not the process of a node.")
    }
    guard ReleaseID.isVersion(version) else {
      throw ValidationError("\(version) is not a version.")
    }
  }

  func run() throws {
    guard Accounts.effectiveUser == 0 || !place.root.isEmpty else {
      throw Failure(
        .notRoot, "cannot import: this needs root, to inspect another account's process",
        hint: "sudo adnet-agent import …")
    }
    let store = ImportStore(place.paths, chain.name)
    let old = try store.load().flatMap { $0.isUndone ? nil : $0 }
    if let nothing = alreadySo(old) { throw nothing }
    if resume || undo { return try goOn(old, store) }
    if let old {
      throw Failure(
        .importThere,
        "cannot import \(chain.name): it was imported from \(old.node.name.printable)"
          + (old.isOver ? "" : " (at step \(old.step.rawValue))"),
        hint: "adnet-agent import \(chain.name) \(old.isOver ? "" : "--resume, or ")--undo")
    }
    let survey = try ImportSurvey(chain.name, paths: place.paths, client: place.client)
    let node = try survey.find(
      fromUnit.map(ImportSurvey.Source.unit) ?? .process(fromPid ?? 0))
    let plan = try survey.plan(node, version: version)
    let gates = try survey.gates(
      node, acceptedBy: acceptHalt ? who : nil, unknownHeightBy: acceptUnknownHeight ? who : nil)
    let document = ImportDocument(node, plan, gates: gates)
    guard yes, !check.check, document.isAllowed else {
      try Output.show(document, json: format.json) { width, paint in
        ImportText.render(document, width: width, paint: paint)
      }
      if check.check || !document.isAllowed { throw CommandExit(code: .refused) }
      return
    }
    var record = ImportRecord(
      node, plan, beganUnixMs: Int(Clock.unixMilliseconds()), who: who)
    record.acceptsHalt = acceptHalt ? who : nil
    record.acceptsUnknownHeight = acceptUnknownHeight ? who : nil
    try save(record, store)
    try carryOut(store, from: 0)
  }

  private func alreadySo(_ old: ImportRecord?) -> Failure? {
    guard let old else {
      return undo ? .nothingToDo(.notImported, "\(chain.name) has no import to undo") : nil
    }
    let isSame =
      old.node.unit.map { unit in
        [unit.name, unit.calledBy].contains {
          $0 == fromUnit || $0 == fromUnit.map { "\($0).service" }
        }
      } ?? (old.node.process == fromPid)
    guard old.isOver, resume || !undo && isSame else { return nil }
    return .nothingToDo(
      .alreadyImported, "\(chain.name) was already imported from \(old.node.name.printable)")
  }

  private func goOn(_ old: ImportRecord?, _ store: ImportStore) throws {
    guard let old else {
      throw Failure(.importNone, "cannot resume or undo: no import of \(chain.name) is under way")
        .about(chain.name)
    }
    if check.check {
      let document = ImportDocument(old.node, old.plan, gates: [], record: old)
      try Output.show(document, json: format.json) { _, _ in
        "\(chain.name): the import from \(document.source) would be \(undo ? "undone" : "resumed")\n"
      }
      throw CommandExit(code: .refused)
    }
    let log = ImportLog(place.paths, chain.name)
    let known = try log.size()
    if undo {
      if old.direction == .forward {
        try UndoCheck(old, place.paths, place.client).check(acceptsHalt: acceptHalt)
      }
      try ImportUnit(chain.name).stop()
      // It may have got further until it was stopped.
      guard var record = try store.load(), !record.isUndone else { return }
      if record.direction == .forward { record.cause = nil }
      record.turnBack()
      record.failure = nil
      record.acceptsHalt = acceptHalt ? who : nil
      try save(record, store)
    } else if acceptHalt, try ImportUnit(chain.name).state() != .running {
      var record = old
      record.acceptsHalt = who
      try save(record, store)
    }
    try carryOut(store, from: known)
  }

  /// Only while the unit doesn't run.
  private func save(_ record: ImportRecord, _ store: ImportStore) throws(Failure) {
    let lock = try store.lock()
    defer { withExtendedLifetime(lock) {} }
    if record.stoppedUnixMs == nil, record.direction == .forward {
      try ImportLog(place.paths, chain.name).begin()
    }
    try store.save(record)
  }

  private func carryOut(_ store: ImportStore, from known: Int64) throws {
    let log = ImportLog(place.paths, chain.name)
    let unit = try ImportUnit(chain.name)
    if try unit.state() != .running { try unit.start() }
    var follower = try ImportFollower(chain.name, store, log, from: known)
    let record = try follower.follow()
    let name = record.node.name.printable
    if let cause = record.cause, !undo {
      throw Failure(
        .importUndone, "\(cause.text); \(name) runs the node again, as before", hint: cause.hint,
        exit: Basics.ExitCode(rawValue: cause.exit) ?? .failed)
    }
    if format.json {
      return try Output.write(ImportDocument(record.node, record.plan, gates: [], record: record))
    }
    guard record.direction == .forward else {
      return Terminal.output.write("\(chain.name): \(name) runs its node again\n")
    }
    var text = "\(chain.name): imported from \(name)"
    if let stopped = record.stoppedUnixMs, let healthy = record.healthyUnixMs {
      let away = Durations.exact(milliseconds: Int64(healthy - stopped))
      text += ", \(away) from the old node's stop to the end of the new node's watch"
    }
    Terminal.output.write("\(text)\n")
  }

  /// As the journal names who gave an order.
  private var who: String {
    ProcessInfo.processInfo.environment["SUDO_USER"]
      ?? Accounts.user(id: Accounts.effectiveUser)?.name ?? "root"
  }
}
