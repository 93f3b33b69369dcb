import AgentConfig
import AgentCore
import ForeignNodes
import LinuxSystem
import SystemdBus

/// The node that is taken over, and what starts it: stopped and kept from starting, and the way back.
/// Each of these may be repeated.
struct OldNode {
  let node: ForeignNode
  let store: ImportStore
  let chain: ChainName
  private let bus: SystemdBus

  init(_ node: ForeignNode, _ store: ImportStore, _ chain: ChainName) throws(Failure) {
    self.node = node
    self.store = store
    self.chain = chain
    bus = try SystemdBus()
  }

  private static let unitFiles = "/etc/systemd/system"
  private static let runtimeUnits = "/run/systemd/system"
  private static let asideMark = ".adnet-imported"
  /// Between two looks.
  private static let pause: Int64 = 100

  // MARK: Stopping

  /// Orders it to stop. It is never killed, however long that takes: it would lose its proposal cache.
  func orderStop() throws(Failure) {
    guard let unit = node.unit else {
      try keepForRestart()
      guard node.isAlive else { return }
      return try ForeignProcess(node.process).terminate()
    }
    let folder = "\(Self.runtimeUnits)/\(unit.name).d"
    try Folder.make(folder)
    let text = """
      # Of "adnet-agent import": gone with its end, or the next boot.
      [Service]
      Restart=no
      TimeoutStopSec=infinity
      SendSIGKILL=no

      """
    try File.writeAtomically(Array(text.utf8), to: "\(folder)/90-adnet-import.conf")
    try bus.reload()
    guard try bus.unit(unit.name).isActive else { return }
    _ = try bus.stopUnit(unit.name)
  }

  /// Whether nothing of it is left.
  func hasEnded() throws(Failure) -> Bool {
    guard let unit = node.unit else { return !node.isAlive }
    let state = try bus.unit(unit.name)
    switch state.activity {
    case .inactive, .failed: return try Cgroup.isEmpty(state.controlGroup)
    default: return false
    }
  }

  /// How its last process ended, as systemd saw it; nil where nobody did.
  func exit() throws(Failure) -> String? {
    guard let unit = node.unit, let exit = try bus.unit(unit.name).exit else { return nil }
    switch exit {
    case .code(let code): return "exit code \(code)"
    case .signal(let signal): return "signal \(signal)"
    }
  }

  // MARK: Kept from starting

  func mask() throws(Failure) {
    guard let unit = node.unit else { return }
    if unit.isEnabled { try bus.disableUnit(unit.name) }
    let path = "\(Self.unitFiles)/\(unit.name)"
    if try !isMask(path) {
      if try File.status(path) != nil { try Folder.rename(path, to: path + Self.asideMark) }
      try Folder.link(path, to: "/dev/null")
      try Folder.sync(Self.unitFiles)
    }
    try bus.reload()
  }

  func unmask() throws(Failure) {
    guard let unit = node.unit else { return }
    let path = "\(Self.unitFiles)/\(unit.name)"
    if try isMask(path) { try File.remove(path) }
    let aside = path + Self.asideMark
    if try File.status(aside) != nil { try Folder.rename(aside, to: path) }
    try Folder.sync(Self.unitFiles)
    try bus.reload()
    guard unit.isEnabled else { return }
    try bus.enableUnit(unit.name)
    try bus.reload()
  }

  private func isMask(_ path: String) throws(Failure) -> Bool {
    guard try File.status(path)?.kind == .link else { return false }
    return try File.readLink(path) == "/dev/null"
  }

  // MARK: Back

  /// - Parameter wasStopped: it was told to stop, so that one who is still there is about to end.
  func start(wasStopped: Bool) throws(Failure) {
    if let unit = node.unit {
      // Without the drop-in systemd would kill it in the middle of its stop.
      guard try bus.unit(unit.name).activity != .deactivating else { throw stillEnding }
      let folder = "\(Self.runtimeUnits)/\(unit.name).d"
      try File.remove("\(folder)/90-adnet-import.conf")
      if try File.status(folder) != nil, try Folder.names(in: folder).isEmpty {
        try Folder.removeEmpty(folder)
      }
      try bus.reload()
      try bus.resetFailed(unit.name)
      _ = try bus.startUnit(unit.name)
      return try waitUntilActive(unit.name)
    }
    guard !node.isAlive else {
      if wasStopped { throw stillEnding }
      return
    }
    // Whoever kept it running has started it again.
    guard try ForeignEye.users(of: node.ledgers.map(\.path)).isEmpty else { return }
    let name = "adnet-imported-\(chain).service"
    let text = try File.read(store.restartUnit, limit: 4 * 1024 * 1024)
    try File.writeAtomically(text, to: "\(Self.runtimeUnits)/\(name)", mode: 0o600)
    try bus.reload()
    _ = try bus.startUnit(name)
    try waitUntilActive(name)
  }

  private var stillEnding: Failure {
    Failure(
      "old_node_lives", "cannot start \(node.name) again: it was told to stop and hasn't ended yet",
      hint: "when it has: adnet-agent import \(chain) --undo", exit: .busy)
  }

  private func waitUntilActive(_ name: String) throws(Failure) {
    let deadline = Deadline(milliseconds: 90_000)
    while try !bus.unit(name).isActive {
      guard !deadline.isOver else {
        throw Failure(
          "old_node_not_started", "cannot start \(name) again: it doesn't become active",
          hint: "systemctl status \(name); then adnet-agent import \(chain) --undo")
      }
      Clock.sleep(milliseconds: Self.pause)
    }
  }

  /// A unit that starts what no unit started, from its live process.
  private func keepForRestart() throws(Failure) {
    guard node.isAlive else { return }
    let words = [node.executable] + (try ProcessFacts.arguments(node.process).dropFirst())
    let environment = try ProcessFacts.environment(node.process)
    let text =
      """
      # What "adnet-agent import \(chain)" took over. It had no unit.
      [Unit]
      Description=The node that adnet-agent had imported
      [Service]
      User=\(node.account.name)
      Group=\(node.account.group)
      WorkingDirectory=\(node.folder)
      TimeoutStopSec=infinity
      SendSIGKILL=no
      ExecStart=\(words.map(SystemdText.argument).joined(separator: " "))

      """
      + environment.map { "Environment=\(SystemdText.argument("\($0.name)=\($0.value)"))\n" }
      .joined()
    try File.writeAtomically(Array(text.utf8), to: store.restartUnit, mode: 0o600)
  }
}
