public import AgentConfig
public import AgentCore
import Chains
public import ControlAPI
public import ControlModel
public import ForeignNodes
import JournalLog
import LinuxSystem

/// Takes a node over, step by step: what is to be done is on the disk before it is done.
public struct ImportRun {
  /// What the one who runs it lends: orders that are followed to their end, gates, and a voice.
  public struct Support {
    public var order: (Command.Verb) throws(Failure) -> OperationDocument
    /// Asked right before the old node is stopped.
    public var gates: (ForeignNode) throws(Failure) -> [Gate]
    public var tell: (String) -> Void

    public init(
      order: @escaping (Command.Verb) throws(Failure) -> OperationDocument,
      gates: @escaping (ForeignNode) throws(Failure) -> [Gate],
      tell: @escaping (String) -> Void
    ) {
      self.order = order
      self.gates = gates
      self.tell = tell
    }
  }

  public private(set) var record: ImportRecord
  let paths: Paths
  let client: ControlClient
  let chain: ChainConfiguration
  let support: Support
  let store: ImportStore
  private let journal = Journal()
  /// How long the old node may take to stop before this gives up waiting. Nothing is killed then.
  private static let patienceMs: Int64 = 900_000

  /// What leads nowhere by itself: an old node that takes its time, and somebody's Ctrl-C.
  private static let left = ["old_node_lives", "interrupted"]

  public init(
    _ record: ImportRecord, chain: ChainConfiguration, paths: Paths, client: ControlClient,
    support: Support
  ) {
    self.record = record
    self.paths = paths
    self.client = client
    self.chain = chain
    self.support = support
    store = ImportStore(paths, record.plan.chain)
  }

  var name: ChainName { record.plan.chain }
  private func oldNode() throws(Failure) -> OldNode { try OldNode(record.node, store, name) }

  /// Goes on from where the record is, to the end of its way. A step that fails before the old node
  /// has been stopped for good, or because of what ours does, leads back; else it is left for a person.
  public mutating func run() throws(Failure) {
    var cause: Failure?
    while let step = record.next {
      record.begin(step)
      try store.save(record)
      do throws(Failure) {
        try record.direction == .forward ? perform(step) : undo(step)
      } catch {
        guard record.direction == .forward, !Self.left.contains(error.kind) else { throw error }
        support.tell("\(step.rawValue) failed: \(error.text)")
        support.tell("going back to \(record.node.name)")
        cause = error
        record.turnBack()
        try store.save(record)
        continue
      }
      record.isDone = true
      try store.save(record)
    }
    guard record.direction == .back else { return tellImported() }
    event(
      "node_given_back", "5d3e0c6c4fd24a0f8e3c1a7f9be1d203",
      "\(name): \(record.node.name) runs its node again")
    try store.remove()
    if let cause {
      throw Failure(
        "import_undone", "\(cause.text); \(record.node.name) runs the node again, as before",
        hint: cause.hint, exit: cause.exit)
    }
  }

  public mutating func turnBack() { record.turnBack() }

  // MARK: Forward

  private mutating func perform(_ step: ImportRecord.Step) throws(Failure) {
    switch step {
    case .configure: try configure()
    case .release: try addRelease()
    case .key: try writeKey()
    case .stop: try stopOld()
    case .mask:
      support.tell("keeping \(record.node.name) from starting again")
      try oldNode().mask()
    case .move:
      support.tell("moving its ledger and key to \(paths.nodeHome(name))")
      try files().move()
    case .enable: try done(.enable)
    case .start:
      guard let release = record.release else { throw lost("its release") }
      let current = try client.status().chains.first { $0.chain == name }?.release
      try done(current == release ? .start : .swap(release.description))
      record.healthyUnixMs = Int(Clock.unixMilliseconds())
    }
  }

  private func configure() throws(Failure) {
    support.tell("writing \(ImportPlan.fragmentName(name))")
    try Folder.make(paths.configurationFragments)
    try File.writeAtomically(Array(record.plan.fragment.utf8), to: fragmentPath)
    try apply()
  }

  private var fragmentPath: String {
    "\(paths.configurationFragments)/\(ImportPlan.fragmentName(name))"
  }

  private func apply() throws(Failure) {
    switch try client.applyConfiguration(dryRun: false) {
    case .changes: return
    case .invalid(let document):
      throw Failure(
        "configuration_invalid",
        "cannot use the configuration: \(document.problems.map(\.text).joined(separator: "; "))",
        hint: "adnet-agent config check", exit: .invalid)
    }
  }

  private mutating func addRelease() throws(Failure) {
    support.tell("adding \(record.node.executable) as a release")
    let added = try client.addRelease(
      file: record.node.readableFile, program: record.plan.program, version: record.plan.version,
      sha256: nil)
    guard let release = added.releases.first?.release else { throw lost("its release") }
    record.release = release
  }

  private func writeKey() throws(Failure) {
    guard let path = record.plan.keyFile else { return }
    guard
      let key = ImportPlanner.key(
        Array(try ProcessFacts.arguments(record.node.process).dropFirst()))
    else { throw lost("the key on its command line") }
    let account = try account()
    try File.writeAtomically(Array(key.utf8), to: path, mode: 0o600)
    try Folder.give(path, of: [0], to: account.user, group: account.group)
  }

  private mutating func stopOld() throws(Failure) {
    let old = try oldNode()
    if try !old.hasEnded() {
      let blocked = try support.gates(record.node).blocked
      guard blocked.isEmpty else {
        throw Failure(
          "gates_blocked", blocked.map(\.text).joined(separator: "; "),
          hint: blocked.compactMap(\.hint).first, exit: .refused)
      }
      event(
        "import_stops", "5d3e0c6c4fd24a0f8e3c1a7f9be1d201",
        "\(name): the node of \(record.node.name) is stopped to be taken over, by \(record.who)")
      support.tell("stopping \(record.node.name), which may take its time")
      record.stoppedUnixMs = Int(Clock.unixMilliseconds())
      try store.save(record)
    }
    try old.orderStop()
    let deadline = Deadline(milliseconds: Self.patienceMs)
    while try !old.hasEnded() {
      guard !deadline.isOver else {
        throw Failure(
          "old_node_lives",
          "cannot take over \(record.node.name): it was told to stop and hasn't ended",
          hint:
            "it isn't killed, since that costs its proposal cache. When it has ended: adnet-agent "
            + "import \(name) --resume, or --undo", exit: .busy)
      }
      Clock.sleep(milliseconds: 50)
    }
    record.exit = try old.exit()
    if let exit = record.exit, exit != "exit code 0" {
      support.tell("\(record.node.name) ended with \(exit): its proposal cache may be lost")
    }
  }

  private func tellImported() {
    let away = record.stoppedUnixMs.flatMap { begin in record.healthyUnixMs.map { $0 - begin } }
    let words = away.map { ", \($0) ms from the order to stop to a healthy node" } ?? ""
    event(
      "node_imported", "5d3e0c6c4fd24a0f8e3c1a7f9be1d202",
      "\(name): the node of \(record.node.name) is taken over\(words)")
  }

  // MARK: Back

  private func undo(_ step: ImportRecord.Step) throws(Failure) {
    switch step {
    case .start:
      let now = try client.status().chains.first { $0.chain == name }
      if now?.desired == .running || now?.nodePID != nil { try done(.stop) }
    case .enable:
      if try client.status().chains.first(where: { $0.chain == name })?.enabled == true {
        try done(.disable)
      }
    case .move:
      try waitUntilFree()
      support.tell("moving its ledger and key back")
      try files().moveBack()
    case .mask: try oldNode().unmask()
    case .stop:
      try waitUntilFree()
      support.tell("starting \(record.node.name)")
      try oldNode().start(wasStopped: record.stoppedUnixMs != nil)
    case .key:
      if let path = record.plan.keyFile { try File.remove(path) }
    case .release:
      // It does no harm, and is there for another try.
      return
    case .configure:
      try File.remove(fragmentPath)
      try apply()
    }
  }

  /// Two processes never have one ledger and one key.
  private func waitUntilFree() throws(Failure) {
    let deadline = Deadline(milliseconds: 180_000)
    while try ChainLockFile(paths, name).look() != .free {
      guard !deadline.isOver else {
        throw Failure(
          "chain_locked", "cannot go back: a process of chain \(name) is still alive",
          hint: "adnet-agent stop \(name); then adnet-agent import \(name) --undo", exit: .busy)
      }
      Clock.sleep(milliseconds: 50)
    }
  }

  // MARK: -

  /// An operation that an import before this had begun is waited for.
  private func done(_ verb: Command.Verb) throws(Failure) {
    let deadline = Deadline(milliseconds: Self.patienceMs)
    var operation: OperationDocument?
    while operation == nil {
      do throws(Failure) {
        operation = try support.order(verb)
      } catch {
        if error.isNothingToDo { return }
        guard error.kind == "busy", !deadline.isOver else { throw error }
        Clock.sleep(milliseconds: 200)
      }
    }
    guard let operation else { return }
    guard operation.outcome == .done else {
      throw Failure(
        "operation_failed", "operation \(operation.id) ended as \(operation.outcome.rawValue)",
        hint: "adnet-agent operation show \(operation.id)")
    }
  }

  private func files() throws(Failure) -> NodeFiles {
    NodeFiles(
      plan: record.plan, old: record.node.account, new: try account(), home: paths.nodeHome(name))
  }

  private func account() throws(Failure) -> ForeignNode.Account {
    guard let user = Accounts.user(named: chain.user) else {
      throw Failure("account_missing", "there is no account \(chain.user)", exit: .invalid)
    }
    return .init(name: user.name, user: user.id, group: user.group)
  }

  private func lost(_ what: String) -> Failure {
    Failure("import_lost", "cannot go on with the import of \(name): \(what) isn't known")
  }

  private func event(_ event: String, _ messageID: String, _ text: String) {
    journal.write(
      .notice, event: event, messageID: messageID, text,
      fields: ["ADNET_CHAIN": name.text, "ADNET_BY": record.who])
  }
}
