import AgentCore
import Basics
import ControlAPI
import ControlModel
import LinuxSystem
import OnDisk

extension ImportRun {
  mutating func perform(_ step: ImportRecord.Step) throws(Failure) {
    switch step {
    case .configure: try configure()
    case .release: try addRelease()
    case .key: try writeKey()
    case .stop: try stopOld()
    case .mask:
      tell("keeping \(record.node.name.printable) from starting again")
      try oldNode().mask()
    case .move: try move()
    // With the order to start it: what ran here before the import is never started.
    case .enable: return
    case .start: try start()
    }
  }

  private func configure() throws(Failure) {
    tell("writing \(ImportPlan.fragmentName(name))")
    try Folder.make(paths.configurationFragments)
    // What is secret in it, only the living process knows.
    guard record.node.isAlive else { throw lost("its process") }
    let arguments = try ProcessFacts.arguments(record.node.process).dropFirst()
    let text = try record.plan.fragment(filledFrom: Array(arguments))
    try File.writeAtomically(
      Array(text.utf8), to: fragmentPath, mode: record.plan.secrets.isEmpty ? 0o644 : 0o640,
      group: Accounts.group(named: "adnet-agent"))
    try apply()
  }

  var fragmentPath: String {
    "\(paths.configurationFragments)/\(ImportPlan.fragmentName(name))"
  }

  private mutating func addRelease() throws(Failure) {
    tell("adding \(record.node.executable.printable) as a release")
    let (node, plan) = (record.node, record.plan)
    let added = try withAgent { () throws(Failure) in
      try client.addRelease(
        file: node.readableFile, program: plan.program, version: plan.version, sha256: nil)
    }
    guard let release = added.releases.first?.release else { throw lost("its release") }
    record.release = release
  }

  private func writeKey() throws(Failure) {
    guard let path = record.plan.keyFile else { return }
    guard record.node.isAlive,
      let key = ImportPlanner.key(
        Array(try ProcessFacts.arguments(record.node.process).dropFirst()))
    else { throw lost("the key on its command line") }
    try files().write(key, to: path)
  }

  private mutating func stopOld() throws(Failure) {
    let old = try oldNode()
    // A boot has started it anew: it loads, and nobody has asked whether it may go.
    guard try !old.isAnother() else { throw old.changed }
    if record.stoppedUnixMs == nil {
      guard record.node.isAlive else { throw old.changed }
      let (node, accepted) = (record.node, record)
      let blocked = try withAgent { () throws(Failure) in
        try survey.gates(
          node, acceptedBy: accepted.acceptsHalt, unknownHeightBy: accepted.acceptsUnknownHeight)
      }.blocked
      guard blocked.isEmpty else {
        throw Failure(
          .gatesBlocked, blocked.map(\.text).joined(separator: "; "),
          hint: blocked.compactMap(\.hint).first)
      }
      try files().check()
      event(
        "import_stops", "5d3e0c6c4fd24a0f8e3c1a7f9be1d201",
        "\(name): the node of \(record.node.name.printable) is stopped to be imported, by "
          + record.who)
      tell("stopping \(record.node.name.printable), which may take a while")
      record.height = survey.height(of: node) ?? record.plan.height
      record.stoppedUnixMs = Int(Clock.unixMilliseconds())
      try store.save(record)
    }
    try old.orderStop()
    guard try old.waitForEnd(milliseconds: Self.patienceMs) else {
      throw Failure(
        .oldNodeLives,
        "cannot import \(record.node.name.printable): it was asked to stop and hasn't exited",
        hint:
          "it isn't killed, since that would lose its safety record. When it has exited: adnet-agent "
          + "import \(name) --resume, or --undo")
    }
    record.exit = try old.exit()
    if let exit = record.exit, exit != "exit code 0" {
      tell("\(record.node.name.printable) ended with \(exit): its safety record may be lost")
    }
    if let process = try old.comesAgain() { throw old.returned(process) }
  }

  private mutating func move() throws(Failure) {
    tell("moving its ledger and key to \(paths.nodeHome(name))")
    let files = try files()
    try files.move()
    record.hasMoved = true
    guard record.plan.isValidator else { return }
    guard let path = try files.record() else {
      throw Failure(
        .recordMissing,
        "cannot continue without the validator's safety record: it is at none of "
          + record.plan.records.joined(separator: ", "),
        hint: "look for current-proposal-cache* where the node has its data")
    }
    tell("its safety record is at \(path)")
    record.recordAt = path
    // Else it would be brought to the likeliest place, should other settings have owned the chain before.
    try files.write(
      SafetyRecord.note(path, for: record.plan.records[0]),
      to: "\(files.home)/\(Folder.name(of: paths.recordMemo(name)))")
  }

  private mutating func start() throws(Failure) {
    guard let release = record.release else { throw lost("its release") }
    try checkAlone()
    // Never the settings of a try before.
    try done(.swap, release: release)
    try checkAlone()
    try checkLedger()
    try checkHeight()
    record.healthyUnixMs = Int(Clock.unixMilliseconds())
  }

  /// The check for a starter of the old node that sleeps for longer than the import watches.
  private func checkAlone() throws(Failure) {
    let old = try oldNode()
    if let process = try old.another() { throw old.returned(process) }
  }

  /// The new node has the very folders open that the old one had.
  private func checkLedger() throws(Failure) {
    guard let process = try status()?.nodePID else { throw notRunning }
    let open = ForeignNodeFinder.openLedgers(of: process)
    let identities = Set(open.map { OpenFolder.Identity($0) })
    guard
      record.node.ledgers.contains(where: {
        // Records of 0.2.0 have none.
        $0.inode != 0 && !identities.contains(OpenFolder.Identity($0))
      })
    else { return }
    throw Failure(
      .ledgerOther,
      "cannot leave the node running: it uses another ledger than the one that was moved, in "
        + open.map(\.path.printable).joined(separator: ", "),
      hint: "compare the options that name its ledger: adnet-agent config show")
  }

  /// The check that the chain continues from the old node's height.
  private func checkHeight() throws(Failure) {
    guard let before = record.height else {
      return tell("its height before isn't known, so it isn't compared")
    }
    let deadline = Deadline(milliseconds: 60_000)
    while true {
      if let now = try status()?.height?.value {
        guard now < before else { return }
        throw Failure(
          .heightFell,
          "cannot leave the node running: it is at height \(now), and was at \(before)",
          hint: "it has another ledger than before")
      }
      guard !deadline.isOver else { throw notRunning }
      Clock.sleep(milliseconds: 200)
    }
  }

  private var notRunning: Failure {
    Failure(
      .heightUnknown, "cannot tell whether the node continues from its ledger: it doesn't answer")
  }
}
