import Basics
import LinuxSystem
import Systemd

/// The node that is taken over, and what starts it: stopped and kept from starting, and the way back.
/// Each of these may be repeated.
struct ForeignNodeControl {
  let node: ForeignNode
  let store: ImportStore
  let chain: ChainName
  let tell: (String) -> Void
  private let bus: SystemdBus

  init(
    _ node: ForeignNode, _ store: ImportStore, _ chain: ChainName, tell: @escaping (String) -> Void
  ) throws(Failure) {
    self.node = node
    self.store = store
    self.chain = chain
    self.tell = tell
    bus = try SystemdBus()
  }

  private static let runtimeUnits = "/run/systemd/system"
  /// Between two looks.
  private static let pause: Int64 = 100
  /// How long what is left of a unit may take to end by itself once its node has ended.
  private static let patienceForRestMs: Int64 = 10_000
  /// The same order is given once a second at most.
  private static let orderedAgainMs: Int64 = 1_000
  /// Loops that start a node again sleep this long at most, as far as known.
  private static let watchMs: Int64 = 10_000

  /// The unit and all units that start it: they are stopped and masked.
  private var starters: [String] { node.unit.map { $0.triggers + [$0.name] } ?? [] }

  /// A unit that is gone with its node can't be started again by its name.
  private var lasting: ForeignUnit? { node.unit.flatMap { $0.isTransient ? nil : $0 } }

  // MARK: Stopping

  /// Orders it to stop. It is never killed, however long that takes: it would lose its safety record.
  func orderStop() throws(Failure) {
    if lasting == nil { try keepForRestart() }
    guard let unit = node.unit else { return try tellNode() }
    try writeDropIn(of: unit)
    // Nothing starts it from here on; what a boot has started until now isn't stopped unasked.
    guard try !isAnother() else { throw changed }
    for trigger in unit.triggers { _ = try bus.stopUnit(trigger) }
    let isNodeTold = try bus.unit(unit.name).isActive
    if isNodeTold { _ = try bus.stopUnit(unit.name) }
    // A script passes no signal on, and systemd tells the node itself only where it tells all.
    if unit.mainProcess != node.process, unit.killMode != "control-group" || !isNodeTold {
      try tellNode()
    }
  }

  private func tellNode() throws(Failure) {
    guard node.isAlive else { return }
    let process = try ForeignProcess(node.process)
    // The number may have become another's before it was held.
    guard node.isAlive else { return }
    try process.terminate()
  }

  private func writeDropIn(of unit: ForeignUnit) throws(Failure) {
    let folder = "\(Self.runtimeUnits)/\(unit.name).d"
    try Folder.make(folder)
    let text = """
      # Of "adnet-agent import": gone with its end, or the next boot. Nothing starts it meanwhile.
      [Unit]
      ConditionPathExists=!/
      [Service]
      Restart=no
      TimeoutStopSec=infinity
      SendSIGKILL=no

      """
    try File.writeAtomically(Array(text.utf8), to: "\(folder)/90-adnet-import.conf")
    try bus.reload()
  }

  /// Waits until nothing of it is left; false when that takes longer.
  func waitForEnd(milliseconds: Int64) throws(Failure) -> Bool {
    let deadline = Deadline(milliseconds: milliseconds)
    var rest: Deadline?
    var again = Deadline(milliseconds: Self.orderedAgainMs)
    while true {
      if node.isAlive, again.isOver {
        // Somebody's order to start it takes the place of a stop that hasn't begun.
        if let unit = node.unit, try bus.unit(unit.name).activity == .active {
          _ = try bus.stopUnit(unit.name)
        }
        again = Deadline(milliseconds: Self.orderedAgainMs)
      }
      let observation = try observation()
      if !observation.isNodeAlive { rest = rest ?? Deadline(milliseconds: Self.patienceForRestMs) }
      switch observation.next(isLate: rest?.isOver == true) {
      case .ended: return true
      case .wait: break
      case .another(let process): throw returned(process)
      case .tell(let processes):
        endRest(processes)
        rest = nil
      }
      guard !deadline.isOver else { return false }
      Clock.sleep(milliseconds: Self.pause)
    }
  }

  /// The end of processes left behind in the node's unit, or of a script that waits for the node.
  private func endRest(_ processes: [Int32]) {
    for number in processes {
      let name = ProcessFacts.name(number)?.printable ?? "?"
      tell("ending process \(number) (\(name)), left behind by the node")
      // It may end by itself meanwhile.
      try? ForeignProcess(number).terminate()
    }
  }

  private func observation() throws(Failure) -> StopObservation {
    guard !node.isAlive, let unit = node.unit else {
      return StopObservation(isNodeAlive: node.isAlive)
    }
    let state = try bus.unit(unit.name)
    return StopObservation(
      isNodeAlive: false, activity: state.activity,
      left: Cgroup.processes(state.controlGroup).map {
        .init(number: $0, hasLedger: !ForeignNodeFinder.openLedgers(of: $0).isEmpty)
      })
  }

  /// How its last process ended, as systemd saw it; nil where nobody did, or it was a script that ended.
  func exit() throws(Failure) -> String? {
    guard let unit = node.unit, unit.mainProcess == node.process,
      let exit = try bus.unit(unit.name).exit
    else { return nil }
    switch exit {
    case .code(let code): return "exit code \(code)"
    case .signal(let signal): return "signal \(signal)"
    }
  }

  func isAnother() throws(Failure) -> Bool { try observation().isAnother }

  var changed: Failure {
    Failure(
      .oldNodeChanged,
      "cannot import \(node.name.printable): its node is no longer the process of the plan",
      hint: "import it again when its node is in sync")
  }

  func returned(_ process: Int32) -> Failure {
    // Its unit is the likeliest trace of what started it.
    let group = try? ProcessState.controlGroup(of: process)
    return node.returned(process, in: group.flatMap(ProcessState.unit))
  }

  /// A process of this program, where something else than systemd may start one.
  func another() throws(Failure) -> Int32? {
    guard node.mayComeAgain else { return nil }
    return try ForeignNodeFinder.running(node.executable).first
  }

  /// One that has come since, watched for some time.
  func comesAgain() throws(Failure) -> Int32? {
    guard node.mayComeAgain else { return nil }
    let deadline = Deadline(milliseconds: Self.watchMs)
    while !deadline.isOver {
      if let found = try ForeignNodeFinder.running(node.executable).first { return found }
      Clock.sleep(milliseconds: Self.pause)
    }
    return nil
  }

  // MARK: Kept from starting

  /// Links to it stay as they are, so nothing has to be enabled again on the way back.
  func mask() throws(Failure) {
    for unit in starters { try UnitMask(unit).put() }
    try bus.reload()
  }

  func unmask() throws(Failure) {
    for unit in starters { try UnitMask(unit).remove() }
    try bus.reload()
  }

  private var restarted: String { "adnet-imported-\(chain).service" }

  /// One that was just started, and must not run.
  func stopAgain() throws(Failure) {
    let name = lasting?.name ?? restarted
    for trigger in node.unit?.triggers ?? [] { _ = try bus.stopUnit(trigger) }
    _ = try bus.stopUnit(name)
    try mask()
    let deadline = Deadline(milliseconds: ImportRun.patienceMs)
    while try bus.unit(name).activity != .inactive, try bus.unit(name).activity != .failed {
      guard !deadline.isOver else { throw stillEnding }
      Clock.sleep(milliseconds: Self.pause)
    }
  }

  // MARK: Back

  /// - Parameter wasStopped: it was told to stop, so that one who is still there is about to end.
  func start(wasStopped: Bool) throws(Failure) {
    if node.isAlive {
      guard wasStopped else { return try removeDropIn() }
      // Nobody knows whether it was told, where that was cut off.
      try orderStop()
      guard try waitForEnd(milliseconds: ImportRun.patienceMs) else { throw stillEnding }
    }
    // Without the drop-in systemd would kill it in the middle of its stop.
    if let unit = lasting, try bus.unit(unit.name).activity == .deactivating { throw stillEnding }
    if let found = try ForeignNodeFinder.holder(of: node.ledgers) {
      tell("process \(found) runs the node already")
      return try removeDropIn()
    }
    guard let unit = lasting else { return try startWithoutUnit() }
    try removeDropIn()
    try bus.resetFailed(unit.name)
    // A socket can't be started beside its service.
    startOthers(unit.triggers)
    _ = try bus.startUnit(unit.name)
    try waitUntilActive(unit.name)
    startOthers(unit.dependents)
    try waitUntilRunning()
  }

  /// A unit may be active without its node. The program may have another name than it had, where it was
  /// exchanged while it ran, so that it is known by its ledger, too.
  private func waitUntilRunning() throws(Failure) {
    let deadline = Deadline(milliseconds: 20_000)
    while try ForeignNodeFinder.running(node.executable).isEmpty,
      try ForeignNodeFinder.holder(of: node.ledgers) == nil
    {
      guard !deadline.isOver else {
        throw Failure(
          .oldNodeNotStarted,
          "cannot start \(node.name.printable): no process of \(node.executable.printable) starts",
          hint: "look at its unit and its program; then adnet-agent import \(chain) --undo")
      }
      Clock.sleep(milliseconds: Self.pause)
    }
  }

  /// The start of the units that were stopped with it. A failure of one doesn't stop the node.
  private func startOthers(_ units: [String]) {
    for unit in units {
      do throws(Failure) {
        try bus.resetFailed(unit)
        _ = try bus.startUnit(unit)
      } catch {
        tell("cannot start \(unit.printable), which was stopped with it: \(error.reason)")
      }
    }
  }

  private func removeDropIn() throws(Failure) {
    guard let unit = node.unit else { return }
    let folder = "\(Self.runtimeUnits)/\(unit.name).d"
    guard try File.status(folder) != nil else { return }
    try File.remove("\(folder)/90-adnet-import.conf")
    if try Folder.names(in: folder).isEmpty { try Folder.removeEmpty(folder) }
    try bus.reload()
  }

  private var stillEnding: Failure {
    Failure(
      .oldNodeLives,
      "cannot start \(node.name.printable): its node was asked to stop and hasn't exited yet",
      hint: "when it has: adnet-agent import \(chain) --undo")
  }

  private func waitUntilActive(_ name: String) throws(Failure) {
    let deadline = Deadline(milliseconds: 90_000)
    while true {
      let state = try bus.unit(name)
      if state.isActive { return }
      // What systemd has given up isn't waited for.
      let isOver = state.activity == .failed && state.job == nil
      guard !isOver, !deadline.isOver else {
        throw Failure(
          .oldNodeNotStarted, "cannot start \(name.printable): it doesn't become active",
          hint: "systemctl status \(name.printable); then adnet-agent import \(chain) --undo")
      }
      Clock.sleep(milliseconds: Self.pause)
    }
  }

  private func startWithoutUnit() throws(Failure) {
    try removeDropIn()
    guard let start = try store.loadStart() else {
      throw Failure(
        .oldNodeNotStarted,
        "cannot start \(node.name.printable): its command is unknown",
        hint: "start it manually")
    }
    let name = restarted
    try bus.resetFailed(name)
    if try bus.unit(name).isActive { return }
    try bus.start(
      TransientService(
        name: name, description: "Node that adnet-agent had imported as \(chain)",
        user: "\(node.account.user)", group: "\(node.account.group)", folder: node.folder,
        program: node.executable, arguments: start.arguments, environment: start.environment))
    try waitUntilActive(name)
  }

  /// How it was started, for the way back; with its secrets, so root's alone.
  private func keepForRestart() throws(Failure) {
    guard node.isAlive, try store.loadStart() == nil else { return }
    let environment = try ProcessFacts.environment(node.process)
    try store.save(
      ImportedStart(
        arguments: try ProcessFacts.arguments(node.process),
        environment: environment.map { "\($0.name)=\($0.value)" }))
  }
}
