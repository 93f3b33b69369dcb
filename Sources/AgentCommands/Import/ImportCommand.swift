import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import FoundationEssentials
import Import
import LinuxSystem

struct ImportCommand: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take over a node that already runs here, from another unit or from none.",
    discussion: """
      Without --yes it only shows what would be written, what can't be kept, and what is in the way. \
      With it a unit carries the import out (adnet-import@CHAIN), also when the terminal is closed, and \
      after a reboot: the old node is stopped once and doesn't start again by itself; its ledger, safety \
      record and key are moved to the chain's home, and the chain's own unit runs it. A node that comes \
      up below the height it had, or without its safety record, is a failure; a failure leads back to \
      the old unit. --undo does so later. --resume follows an import, or goes on with one that is stuck. \
      For root.
      """)

  @Argument(help: "The chain that the node is of, such as alpha.") var chain: ChainArgument
  @Option(name: .long, help: "The unit that runs the node now.") var fromUnit: String?
  @Option(name: .long, help: "The node's process, where no unit runs it.") var fromPid: Int32?
  @Option(name: .long, help: "The version to call its file by.") var version = "imported"
  @Flag(name: .long, help: "Do it.") var yes = false
  @Flag(name: .long, help: "Follow an import, or go on with one that is stuck.") var resume = false
  @Flag(name: .long, help: "Give the node back to what ran it before.") var undo = false
  @Flag(
    name: .long,
    help: "Do it even if the chain halts. Nothing else that is in the way is overridden.")
  var acceptHalt = false
  @Flag(
    name: .long,
    help: "Do it even if the node's height isn't known, so that it can't be compared afterwards.")
  var acceptUnknownHeight = false
  @OptionGroup var check: CheckOption
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  func validate() throws {
    let sources = [fromUnit != nil, fromPid != nil].count { $0 }
    guard resume || undo ? sources == 0 : sources == 1, !(resume && undo) else {
      throw ValidationError("Name one of --from-unit, --from-pid, --resume and --undo.")
    }
    guard ReleaseID.isVersion(version) else { throw ValidationError("\(version) isn't a version.") }
  }

  func run() throws {
    guard Accounts.effectiveUser == 0 || !place.root.isEmpty else {
      throw Failure(
        .notRoot, "cannot import: it needs root, to look into another account's process",
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
          + (old.isOver ? "" : ", and that is at the step \(old.step.rawValue)"),
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
      try Answer.show(document, json: format.json) { width, paint in
        ImportText.render(document, width: width, paint: paint)
      }
      if check.check || !document.isAllowed { throw Ending(code: .refused) }
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
      .alreadyImported, "\(chain.name) is taken over from \(old.node.name.printable) already")
  }

  private func goOn(_ old: ImportRecord?, _ store: ImportStore) throws {
    guard let old else {
      throw Failure(.importNone, "no import of \(chain.name) is under way")
    }
    if check.check {
      let document = ImportDocument(old.node, old.plan, gates: [], record: old)
      try Answer.show(document, json: format.json) { _, _ in
        "\(chain.name): the import from \(document.source) would be \(undo ? "undone" : "resumed")\n"
      }
      throw Ending(code: .refused)
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
      return try Answer.write(ImportDocument(record.node, record.plan, gates: [], record: record))
    }
    guard record.direction == .forward else {
      return Terminal.output.write("\(chain.name): \(name) runs its node again\n")
    }
    var text = "\(chain.name): taken over from \(name)"
    if let stopped = record.stoppedUnixMs, let healthy = record.healthyUnixMs {
      let away = Durations.exact(milliseconds: Int64(healthy - stopped))
      text += ", \(away) from the stop of the old node to the end of the watch over the new"
    }
    Terminal.output.write("\(text)\n")
  }

  /// As the journal names who gave an order.
  private var who: String {
    ProcessInfo.processInfo.environment["SUDO_USER"]
      ?? Accounts.user(id: Accounts.effectiveUser)?.name ?? "root"
  }
}
