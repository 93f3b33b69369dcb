import CLinux
import Glibc
import Testing

/// Plays systemd for one supervisor: holds a listening socket, passes it on, takes its messages.
///
/// What only systemd can show (units, cgroups, restarts) is tested on the real one.
final class Rig {
  let root: String
  /// Where the held socket listens, on loopback.
  let port: UInt16
  private let held: Int32
  private let messages: Int32
  private(set) var supervisor: pid_t = 0

  init(owner: String = "alphaos.service") throws {
    var template = Array("/tmp/adnet-supervisor-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw RigError("mkdtemp") }
    root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for folder in [
      "var", "var/lib", "var/lib/adnet", "var/lib/adnet/releases", "var/lib/adnet/releases/alphaos",
      "var/lib/adnet/releases/alphaos/1.0-0123456789ab", "var/lib/adnet/chains",
      "var/lib/adnet/chains/alpha", "var/lib/adnet/chains/alpha/generations",
      "var/lib/adnet/chains/alpha/generations/1", "run", "run/adnet", "run/adnet/locks",
      "run/adnet/alpha", "work",
      "var/lib/adnet/nodes", "var/lib/adnet/nodes/alpha",
    ] { mkdir("\(root)/\(folder)", 0o755) }
    (held, port) = try Self.listener()
    messages = try Self.messageSocket("\(root)/notify")
    let chain = "\(root)/var/lib/adnet/chains/alpha"
    write("\(chain)/generations/1/unit", owner + "\n")
    symlink("../../../../releases/alphaos/1.0-0123456789ab", "\(chain)/generations/1/release")
    symlink("generations/1", "\(chain)/current")
    write("\(root)/run/adnet/locks/alpha.lock", "")
  }

  deinit {
    if supervisor > 0 { _ = try? stop() }  // a test that failed may have stopped it already
    close(held)
    close(messages)
    _ = run("rm", "-rf", root)
  }

  /// Makes the release's program a shell script.
  func program(_ script: String) {
    let path = "\(root)/var/lib/adnet/releases/alphaos/1.0-0123456789ab/alphaos"
    write(path, "#!/bin/sh\n" + script)
    chmod(path, 0o755)
  }

  func write(_ path: String, _ text: String) {
    guard let file = fopen(path, "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  /// Starts the supervisor under test, with the held socket as descriptor 3.
  func start(
    ports: [String]? = nil, options: [String] = [], passesSocket: Bool = true
  ) throws {
    let declared = ports ?? ["rest,127.0.0.1,\(port),held,ready"]
    // LISTEN_PID has to name the process itself, so a shell sets it and becomes the supervisor.
    let script =
      (passesSocket ? "LISTEN_FDS=1 LISTEN_PID=$$ " : "")
      + "NOTIFY_SOCKET=\(root)/notify ADNET_TEST_PORT=\(port) HOME=\(root)/work "
      + "exec \(Self.binary) run --root \(root) --unit alphaos.service --chain alpha "
      + "--program alphaos \(declared.map { "--port \($0)" }.joined(separator: " ")) "
      + "\(options.joined(separator: " ")) -- --flag"
    supervisor = try spawn(
      ["/bin/sh", "-c", script], passing: passesSocket ? held : -1, out: "\(root)/out",
      err: "\(root)/log")
  }

  /// Waits for a message that contains `text`; false after `seconds`.
  func hears(_ text: String, within seconds: Int = 10) -> Bool {
    let limit = time(nil) + seconds
    while time(nil) <= limit {
      var wait = pollfd(fd: messages, events: Int16(POLLIN), revents: 0)
      guard poll(&wait, 1, 500) > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = recv(messages, &buffer, buffer.count, 0)
      if count > 0, String(decoding: buffer[..<count], as: UTF8.self).contains(text) { return true }
    }
    return false
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

  /// A value of the supervisor's report.
  func report(_ key: String) -> String? {
    for line in read("\(root)/run/adnet/alpha/alphaos.service.status").split(separator: "\n") {
      if line.hasPrefix(key + "=") { return String(line.dropFirst(key.count + 1)) }
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

  /// The lock of the chain is free.
  var lockIsFree: Bool {
    let lock = open("\(root)/run/adnet/locks/alpha.lock", O_RDONLY | O_CLOEXEC)
    defer { close(lock) }
    return flock(lock, LOCK_EX | LOCK_NB) == 0
  }
}

struct RigError: Error {
  let text: String
  init(_ text: String) { self.text = text }
}
