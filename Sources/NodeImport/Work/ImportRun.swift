import AgentConfig
import AgentCore
public import Basics
public import ControlAPI
import ControlModel
import LinuxSystem
import OnDisk
import Systemd

/// Takes a node over, step by step: what is to be done is on the disk before it is done.
public struct ImportRun {
  public internal(set) var record: ImportRecord
  let paths: Paths
  let client: ControlClient
  let survey: ImportSurvey
  let store: ImportStore
  /// A line for whoever looks on.
  let tell: (String) -> Void
  private let journal = Journal()
  /// How long the old node may take to stop before a try gives up waiting. Nothing is killed then.
  static let patienceMs: Int64 = 900_000
  /// How long the agent may be away, as when it is upgraded meanwhile.
  private static let agentPatienceMs: Int64 = 120_000

  public init(
    _ record: ImportRecord, _ survey: ImportSurvey, paths: Paths, client: ControlClient,
    tell: @escaping (String) -> Void
  ) {
    self.record = record
    self.survey = survey
    self.paths = paths
    self.client = client
    self.tell = tell
    store = ImportStore(paths, record.plan.chain)
  }

  var name: ChainName { record.plan.chain }
  func oldNode() throws(Failure) -> ForeignNodeControl {
    try ForeignNodeControl(record.node, store, name, tell: tell)
  }

  /// Goes on from where the record is, to the end of its way. A step that fails leads back, but for what
  /// leads nowhere by itself, such as an old node that takes its time; a step back that fails is left
  /// for the next try.
  public mutating func run() throws(Failure) {
    // By the eyes of the one that compares it later: in some containers a sandbox has another one.
    if record.stoppedUnixMs == nil, record.node.isAlive(sinceBoot: nil) {
      record.node.bootID = try Host.bootID()
    }
    while let step = record.next {
      record.begin(step)
      try store.save(record)
      do throws(Failure) {
        try record.direction == .forward ? perform(step) : undo(step)
      } catch {
        try fail(step, error)
        continue
      }
      record.isDone = true
      record.failure = nil
      if record.isOver { try end() }
      try store.save(record)
    }
  }

  private mutating func fail(_ step: ImportRecord.Step, _ failure: Failure) throws(Failure) {
    tell("\(step.rawValue) failed: \(failure.text.printable)")
    guard record.direction == .forward, failure.kind != .oldNodeLives else {
      record.failure = .init(failure)
      try store.save(record)
      throw failure
    }
    tell("going back to \(record.node.name.printable)")
    record.cause = .init(failure)
    record.turnBack()
    try store.save(record)
  }

  private func end() throws(Failure) {
    let node = record.node.name.printable
    guard record.direction == .back else {
      let away = record.stoppedUnixMs.flatMap { begin in record.healthyUnixMs.map { $0 - begin } }
      let words = away.map { ", \($0) ms from the order to stop to a healthy node" } ?? ""
      return event(
        "node_imported", "5d3e0c6c4fd24a0f8e3c1a7f9be1d202",
        "\(name): the node of \(node) is imported\(words)")
    }
    try store.forgetStart()
    event(
      "node_given_back", "5d3e0c6c4fd24a0f8e3c1a7f9be1d203",
      "\(name): \(node) runs its node again")
  }

  // MARK: Of the agent

  /// An agent that is away is waited for.
  func withAgent<Value>(_ ask: () throws(Failure) -> Value) throws(Failure) -> Value {
    let deadline = Deadline(milliseconds: Self.agentPatienceMs)
    while true {
      do throws(Failure) { return try ask() } catch {
        guard error.exit == .unreachable, !deadline.isOver else { throw error }
        Clock.sleep(milliseconds: 500)
      }
    }
  }

  func status() throws(Failure) -> ChainStatus? {
    try withAgent { () throws(Failure) in
      try client.status().chains.first { $0.chain == name }
    }
  }

  func apply() throws(Failure) {
    let answer = try withAgent { () throws(Failure) in
      try client.applyConfiguration(dryRun: false)
    }
    guard case .invalid(let document) = answer else { return }
    throw Failure(
      .configurationInvalid,
      "cannot use the configuration: \(document.problems.map(\.text).joined(separator: "; "))",
      hint: "adnet-agent config check")
  }

  /// An operation that an import before this had begun is waited for.
  func done(_ verb: OrderVerb, release: ReleaseID? = nil) throws(Failure) {
    let deadline = Deadline(milliseconds: Self.patienceMs)
    var terms = OrderTerms()
    terms.version = release?.description ?? ""
    // What came up on another ledger isn't left running for the others' sake.
    terms.acceptHalt =
      record.acceptsHalt != nil || record.direction == .back && record.cause != nil
    // The ledger is another one than the chain had: it is compared with the old node's here.
    terms.acceptHeight = verb == .swap
    var operation: OperationDocument?
    while operation == nil {
      do throws(Failure) {
        operation = try withAgent { () throws(Failure) in
          try client.order(verb, chain: name, terms)
        }
      } catch {
        if error.isNothingToDo { return }
        guard error.kind == .busy, !deadline.isOver else { throw error }
        Clock.sleep(milliseconds: 200)
      }
    }
    guard var operation else { return }
    while operation.outcome == .running {
      Clock.sleep(milliseconds: 200)
      operation = try withAgent { () throws(Failure) in try client.operation(operation.id) }
    }
    guard operation.outcome == .done else {
      throw Failure(
        .operationFailed,
        operation.failure?.text
          ?? "operation \(operation.id) ended as \(operation.outcome.rawValue)",
        hint: operation.failure?.hint ?? "adnet-agent operation show \(operation.id)")
    }
  }

  // MARK: -

  func files() throws(Failure) -> NodeFileMover {
    let home = try Folder.resolved(paths.nodeHome(name))
    let notes = [paths.ledgerMark(name), paths.recordMemo(name)].map {
      "\(home)/\(Folder.name(of: $0))"
    }
    return NodeFileMover(
      plan: record.plan, old: record.node.account, new: try account(), home: home, notes: notes,
      tell: { tell($0.printable) })
  }

  private func account() throws(Failure) -> ForeignNode.Account {
    guard let user = Accounts.user(named: survey.chain.user) else {
      throw Failure(.accountMissing, "there is no account \(survey.chain.user)", exit: .invalid)
    }
    return .init(name: user.name, user: user.id, group: user.group)
  }

  func lost(_ what: String) -> Failure {
    Failure(.importLost, "cannot continue the import of \(name): \(what) is unknown")
  }

  func event(_ event: String, _ messageID: String, _ text: String) {
    journal.write(
      .notice, event: event, messageID: messageID, text,
      fields: ["ADNET_CHAIN": name.text, "ADNET_BY": record.who])
  }
}
