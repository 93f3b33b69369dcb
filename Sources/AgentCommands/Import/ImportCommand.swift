import AgentCore
import ArgumentParser
import ControlAPI
import ControlModel
import ForeignNodes
import FoundationEssentials
import ImportWork
import LinuxSystem

struct ImportCommand: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take over a node that already runs here, from another unit or from none.",
    discussion: """
      Without --yes it only shows what would be written, what can't be kept, and what is in the way. \
      With it the old node is stopped once and never starts again by itself; its ledger and key are \
      moved to the chain's home, and the chain's own unit runs it. What fails leads back to the old \
      unit; --undo does so later. A step that was cut off is gone on with by --resume. For root.
      """)

  @Argument(help: "The chain that the node is of, such as alpha.") var chain: ChainArgument
  @Option(name: .long, help: "The unit that runs the node now.") var fromUnit: String?
  @Option(name: .long, help: "The node's process, where no unit runs it.") var fromPid: Int32?
  @Option(name: .long, help: "The version to call its file by.") var version = "imported"
  @Flag(name: .long, help: "Do it.") var yes = false
  @Flag(name: .long, help: "Go on with an import that was cut off.") var resume = false
  @Flag(name: .long, help: "Give the node back to what ran it before.") var undo = false
  @Flag(
    name: .long,
    help: "Do it even if the chain halts. Nothing else that is in the way is overridden.")
  var acceptHalt = false
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
        "not_root", "cannot import: it needs root, to look into another account's process",
        hint: "sudo adnet-agent import …", exit: .notPermitted)
    }
    let survey = try ImportSurvey(chain.name, paths: place.paths, client: place.client)
    let store = ImportStore(place.paths, chain.name)
    // Whoever only looks needs no turn.
    let lock = (yes || resume || undo) && !check.check ? try store.lock() : nil
    defer { withExtendedLifetime(lock) {} }
    let old = try store.load()
    if let nothing = alreadySo(old) { throw nothing }
    if resume || undo { return try goOn(old, survey) }
    if let old {
      throw Failure(
        "import_there",
        "cannot import \(chain.name): it was imported from \(old.node.name)"
          + (old.isOver ? "" : ", and that is at the step \(old.step.rawValue)"),
        hint: "adnet-agent import \(chain.name) \(old.isOver ? "" : "--resume, or ")--undo",
        exit: .refused)
    }
    let node = try survey.find(
      fromUnit.map(ImportSurvey.Source.unit) ?? .process(fromPid ?? 0))
    let plan = try survey.plan(node, version: version)
    let gates = try survey.gates(node, acceptedBy: acceptHalt ? who : nil)
    let document = ImportDocument(node, plan, gates: gates)
    guard yes, !check.check, document.isAllowed else {
      try Answer.show(document, json: format.json) { width, paint in
        ImportText.render(document, width: width, paint: paint)
      }
      if check.check || !document.isAllowed { throw Ending(code: .refused) }
      return
    }
    try carryOut(
      ImportRecord(node, plan, beganUnixMs: Int(Clock.unixMilliseconds()), who: who), survey)
  }

  private func alreadySo(_ old: ImportRecord?) -> Failure? {
    guard let old else {
      return undo ? .nothingToDo("not_imported", "\(chain.name) has no import to undo") : nil
    }
    let isSame =
      old.node.unit.map { $0.name == fromUnit || $0.name == fromUnit.map { "\($0).service" } }
      ?? (old.node.process == fromPid)
    guard old.isOver, old.direction == .forward, resume || !undo && isSame else { return nil }
    return .nothingToDo(
      "already_imported", "\(chain.name) is taken over from \(old.node.name) already")
  }

  private func goOn(_ old: ImportRecord?, _ survey: ImportSurvey) throws {
    guard var record = old else {
      throw Failure("import_none", "no import of \(chain.name) is under way", exit: .refused)
    }
    if check.check {
      let document = ImportDocument(record.node, record.plan, gates: [], record: record)
      try Answer.show(document, json: format.json) { _, _ in
        "\(chain.name): the import from \(document.source) would be \(undo ? "undone" : "resumed")\n"
      }
      throw Ending(code: .refused)
    }
    if undo { record.turnBack() }
    try carryOut(record, survey)
  }

  private func carryOut(_ record: ImportRecord, _ survey: ImportSurvey) throws {
    var run = ImportRun(
      record, chain: survey.chain, paths: place.paths, client: place.client,
      support: .init(
        order: { verb throws(Failure) in try follow(verb) },
        gates: { node throws(Failure) in
          try survey.gates(node, acceptedBy: acceptHalt ? who : nil)
        },
        tell: { text in Terminal.words.write("\(chain.name): \(text)\n") }))
    try run.run()
    let record = run.record
    if format.json {
      return try Answer.write(ImportDocument(record.node, record.plan, gates: [], record: record))
    }
    guard record.direction == .forward else {
      return Terminal.output.write("\(chain.name): \(record.node.name) runs its node again\n")
    }
    var text = "\(chain.name): taken over from \(record.node.name)"
    if let stopped = record.stoppedUnixMs, let healthy = record.healthyUnixMs {
      let away = Durations.exact(milliseconds: Int64(healthy - stopped))
      text += ", \(away) from the stop of the old node to the end of the watch over the new"
    }
    Terminal.output.write("\(text)\n")
  }

  private func follow(_ verb: Command.Verb) throws(Failure) -> OperationDocument {
    var follower = Follower(place.client)
    let first = try place.client.order(verb, chain: chain.name, acceptHalt: acceptHalt)
    guard let last = try follower.follow(first) else {
      throw Failure(
        "interrupted", "the import of \(chain.name) was interrupted",
        hint: "adnet-agent import \(chain.name) --resume, or --undo", exit: .busy)
    }
    return last
  }

  /// As the journal names who gave an order.
  private var who: String {
    ProcessInfo.processInfo.environment["SUDO_USER"]
      ?? Accounts.user(id: Accounts.effectiveUser)?.name ?? "root"
  }
}
