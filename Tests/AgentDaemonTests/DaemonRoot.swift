import AgentCore
import Basics
import ControlAPI
import ControlModel
import Glibc
import LinuxSystem
import OnDisk
import TestSupport

@testable import AgentDaemon

/// A folder that is a host to the daemon: the files are real, there is neither systemd nor a door.
struct DaemonRoot {
  private let folder = TestFolder()
  var paths: Paths { Paths(root: folder.path) }
  static let alpha = ChainName("alpha")!
  static let release = ReleaseID(program: "alphaos", version: "1.0.0", digest: "0f3a9c1b2d4e")!

  /// - Parameter configuration: what agent.toml says.
  init(_ configuration: String = "") throws {
    for name in [
      "etc/adnet-agent", "var/lib/adnet-agent/incoming", "var/lib/adnet/releases",
      "var/lib/adnet/chains",
      "run/adnet-agent", "run/adnet/locks", "proc",
    ] {
      _ = try folder.folder(name)
    }
    try write(paths.configuration, configuration)
  }

  func write(_ path: String, _ text: String) throws {
    try File.writeAtomically(Array(text.utf8), to: path)
  }

  /// The chain is owned by a generation of that number; `start` is what its node was started with.
  func own(_ number: Int, start: String? = nil) throws {
    let chain = paths.chain(Self.alpha)
    let generation = "\(chain)/generations/\(number)"
    _ = try folder.folder(String(generation.dropFirst(folder.path.count + 1)))
    try write("\(generation)/unit", "alphaos.service\n")
    let release = Self.release
    _ = try folder.folder("var/lib/adnet/releases/\(release.program)/\(release.folder)")
    try write(paths.executable(release), "")
    symlink("../../../../releases/\(release.program)/\(release.folder)", "\(generation)/release")
    if let start { try write("\(generation)/start", start) }
    unlink("\(chain)/current")
    symlink("generations/\(number)", "\(chain)/current")
  }

  /// What the supervisor of the chain's own unit says.
  func report(_ state: String, pid: Int32 = 4_711) throws {
    _ = try folder.folder("run/adnet/alpha")
    try write(
      paths.supervisorReport(Self.alpha, unit: "alphaos.service"),
      """
      schema=adnet.supervisor/1
      unit=alphaos.service
      chain=alpha
      state=\(state)
      supervisor_pid=\(pid)
      node_pid=0
      generation=1
      release=\(Self.release)
      since_unix_ms=1
      boot_id=\(try Host.bootID())
      failures=0

      """)
  }

  func loop(_ state: AgentState = AgentState()) throws -> HostLoop {
    let wake = try WakeUp()
    let world = HostWorld(
      paths, registry: try ChainRegistry(paths), publisher: try EventPublisher(paths, state),
      stateFile: StateFile(paths.state, schema: AgentState.schema), wake: wake)
    return HostLoop(world, state: state)
  }
}

/// What was answered to letters.
final class Mail: @unchecked Sendable {
  private(set) var replies: [ControlReply] = []

  func answer(_ responder: ControlResponder, _ request: ControlRequest) -> ControlReply? {
    let mailbox = ControlMailbox(wake: {})
    mailbox.handle(request, from: Caller(uid: getuid(), pid: getpid(), mayAct: true)) {
      self.replies.append($0)
    }
    for letter in mailbox.take() { responder.answer(letter) }
    return replies.last
  }
}
