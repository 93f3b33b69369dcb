import CLinux
import Glibc
import Testing

/// Plays systemd for one supervisor: holds listening sockets, passes them on, takes its messages.
///
/// What only systemd can show (units, cgroups, restarts) is tested on the real one.
final class Rig {
  let root: String
  let unit: RigUnit
  /// Where the held socket of each chain listens, on loopback.
  let ports: [UInt16]
  private var held: [Int32]
  private let messages: Int32
  private(set) var supervisor: pid_t = 0

  init(_ unit: RigUnit = .alphaos, owner: String? = nil) throws {
    var template = Array("/tmp/adnet-supervisor-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw RigError("mkdtemp") }
    root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    self.unit = unit
    for folder in [
      "var", "var/lib", "var/lib/adnet", "var/lib/adnet/releases",
      "var/lib/adnet/releases/\(unit.program)", "var/lib/adnet/releases/\(unit.release)",
      "var/lib/adnet/chains", "var/lib/adnet/nodes", "run", "run/adnet", "run/adnet/locks", "work",
    ] { mkdir("\(root)/\(folder)", 0o755) }
    let sockets = try unit.chains.map { _ in try Self.listener() }
    held = sockets.map(\.0)
    ports = sockets.map(\.1)
    messages = try Self.messageSocket("\(root)/notify")
    for chain in unit.chains {
      for folder in [
        "var/lib/adnet/chains/\(chain)", "var/lib/adnet/chains/\(chain)/generations",
        "run/adnet/\(chain)", "var/lib/adnet/nodes/\(chain)",
      ] { mkdir("\(root)/\(folder)", 0o755) }
      write(lock(of: chain), "")
      own(chain, owner ?? unit.name, generation: 1)
    }
  }

  /// Moves a chain to a unit with a release, as the door does.
  func own(_ chain: String, _ owner: String, generation: Int, release: String? = nil) {
    let chain = "\(root)/var/lib/adnet/chains/\(chain)"
    mkdir("\(chain)/generations/\(generation)", 0o755)
    write("\(chain)/generations/\(generation)/unit", owner + "\n")
    symlink(
      "../../../../releases/\(release ?? unit.release)",
      "\(chain)/generations/\(generation)/release")
    unlink("\(chain)/current")
    symlink("generations/\(generation)", "\(chain)/current")
  }

  /// Gives a generation the file `start`, one word a line.
  func settings(of chain: String, generation: Int = 1, _ words: [String]) {
    write(
      "\(root)/var/lib/adnet/chains/\(chain)/generations/\(generation)/start",
      words.map { $0 + "\n" }.joined())
  }

  /// Makes a control group of the unit's own, with nobody in it. Who is listed in the file that is
  /// returned is in it.
  func makeGroup() -> String {
    let group = "\(root)/sys/fs/cgroup/adnet.slice/\(unit.name)"
    _ = run("mkdir", "-p", group, "\(root)/proc/self")
    write("\(root)/proc/self/cgroup", "1:name=systemd:/\n0::/adnet.slice/\(unit.name)\n")
    write("\(group)/cgroup.procs", "")
    return "\(group)/cgroup.procs"
  }

  /// Of the first chain.
  var port: UInt16 { ports[0] }

  deinit {
    if supervisor > 0 { _ = try? stop() }  // a test that failed may have stopped it already
    for socket in held { close(socket) }
    close(messages)
    _ = run("rm", "-rf", root)
  }

  /// Holds the socket of the last chain no more.
  func closeLastSocket() { if let socket = held.popLast() { close(socket) } }

  /// Makes the release's program a shell script.
  func program(_ script: String) {
    let path = "\(root)/var/lib/adnet/releases/\(unit.release)/\(unit.program)"
    write(path, "#!/bin/sh\n" + script)
    chmod(path, 0o755)
  }

  func write(_ path: String, _ text: String) {
    guard let file = fopen(path, "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  /// Starts the supervisor under test, with the held sockets from descriptor 3 on.
  /// - Parameter ports: those of the first chain; else each chain has its held one.
  func start(
    ports: [String]? = nil, options: [String] = [], passesSocket: Bool = true
  ) throws {
    let chains = unit.chains.enumerated().map { index, chain in
      let declared = ports ?? ["rest,127.0.0.1,\(self.ports[index]),held,ready"]
      return "--chain \(chain) " + declared.map { "--port \($0) " }.joined()
    }
    let passed = passesSocket ? held : []
    // LISTEN_PID has to name the process itself, so a shell sets it and becomes the supervisor.
    let script =
      (passed.isEmpty ? "" : "LISTEN_FDS=\(passed.count) LISTEN_PID=$$ ")
      + "NOTIFY_SOCKET=\(root)/notify ADNET_TEST_PORT=\(port) HOME=\(root)/work "
      + "exec \(Self.binary) run --root \(root) --unit \(unit.name) --program \(unit.program) "
      + "\(chains.joined()) \(options.joined(separator: " ")) -- --flag"
    supervisor = try spawn(
      ["/bin/sh", "-c", script], passing: passed, out: "\(root)/out",
      err: "\(root)/log")
  }

  /// The unit's ExecStop=, as systemd runs it.
  func startStopVerb() throws -> pid_t {
    try spawn(
      (supervisor > 0 ? ["/usr/bin/env", "MAINPID=\(supervisor)"] : []) + [
        Self.binary, "stop", "--root", root, "--unit", unit.name, "--program", unit.program,
      ]
        + unit.chains.flatMap { ["--chain", $0] })
  }

  func stopVerb() throws -> Int32 {
    var status: Int32 = 0
    waitpid(try startStopVerb(), &status, 0)
    return status
  }

  /// Waits for a message that contains `text`; false after `seconds`.
  func hears(_ text: String, within seconds: Int = 10) -> Bool {
    messages(until: text, within: seconds) != nil
  }

  /// Those before the first that contains `text`; nil when there is none within `seconds`.
  func messages(until text: String, within seconds: Int = 10) -> [String]? {
    var before: [String] = []
    let limit = time(nil) + seconds
    while time(nil) <= limit {
      var wait = pollfd(fd: messages, events: Int16(POLLIN), revents: 0)
      guard poll(&wait, 1, 500) > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = recv(messages, &buffer, buffer.count, 0)
      guard count > 0 else { continue }
      let message = String(decoding: buffer[..<count], as: UTF8.self)
      if message.contains(text) { return before }
      before.append(message)
    }
    return nil
  }

  /// Orders the stop as systemd does, and returns the supervisor's exit code.
  func stop() throws -> Int32 {
    kill(supervisor, SIGTERM)
    return try exitCode()
  }

  func exitCode() throws -> Int32 {
    var status: Int32 = 0
    let limit = time(nil) + 20
    while time(nil) < limit {
      let ended = waitpid(supervisor, &status, WNOHANG)
      if ended == supervisor {
        supervisor = 0
        return status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f)
      }
      usleep(5000)
    }
    kill(supervisor, SIGKILL)
    waitpid(supervisor, &status, 0)
    supervisor = 0
    throw RigError("the supervisor didn't end: \(log)")
  }

  func killSupervisor() {
    kill(supervisor, SIGKILL)
    var status: Int32 = 0
    waitpid(supervisor, &status, 0)
    supervisor = 0
  }

  var log: String { read("\(root)/log") }
  var out: String { read("\(root)/out") }

  /// A value of the supervisor's report of a chain, the first when none is named.
  func report(_ key: String, of chain: String? = nil) -> String? {
    let path = "\(root)/run/adnet/\(chain ?? unit.chains[0])/\(unit.name).status"
    for line in read(path).split(separator: "\n") where line.hasPrefix(key + "=") {
      return String(line.dropFirst(key.count + 1))
    }
    return nil
  }

  func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// The lock of the first chain is free.
  var lockIsFree: Bool { lockIsFree(of: unit.chains[0]) }

  func lockIsFree(of chain: String) -> Bool {
    let lock = open(self.lock(of: chain), O_RDONLY | O_CLOEXEC)
    defer { close(lock) }
    return flock(lock, LOCK_EX | LOCK_NB) == 0
  }

  func lock(of chain: String) -> String { "\(root)/run/adnet/locks/\(chain).lock" }
}

struct RigError: Error {
  let text: String
  init(_ text: String) { self.text = text }
}
