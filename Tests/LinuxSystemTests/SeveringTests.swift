import CTestSupport
import Glibc
import TestSupport
import Testing

@testable import LinuxSystem

/// A process with five connections, which another one holds, too: one that its epoll watches, one that a thread
/// waits to read from, one that it shuts down, and two that threads wait for in select(2) and poll(2).
private final class Victim {
  static let program = """
    import ctypes, os, select, signal, socket, threading, time
    ctypes.CDLL(None).prctl(0x59616d61, ctypes.c_ulong(-1), 0, 0, 0)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    say = lambda *words: os.write(1, (" ".join(map(str, words)) + "\\n").encode())
    listener = socket.create_server(("127.0.0.1", 0))
    far = [socket.create_connection(listener.getsockname()) for _ in range(5)]
    near = [listener.accept()[0] for _ in far]
    held = [each.dup() for each in near]
    epoll = select.epoll()
    epoll.register(near[0], select.EPOLLIN)
    def read():
        say("read", near[1].recv(9))
    def choose(): select.select([near[3]], [], [])
    def poll():
        poll = select.poll()
        poll.register(near[4], select.POLLIN)
        poll.poll()
    def count():
        whole, half = 0, 0.0
        while True:
            whole, half = whole + 1, half + 0.5
            if half * 2 != whole: say("broken", half, whole); os._exit(1)
            if whole % 5000 == 0: time.sleep(0.001)
    for each in read, choose, poll, count, count: threading.Thread(target=each, daemon=True).start()
    def told(*_):
        epoll.modify(near[0], select.EPOLLIN | select.EPOLLOUT)
        events = [hex(events) for number, events in epoll.poll(0)]
        near[2].shutdown(socket.SHUT_RDWR)
        for each in far: each.setblocking(False)
        def state(each):
            try: return "ended" if each.recv(1) == b"" else "data"
            except BlockingIOError: return "open"
        say("told", *events, *map(state, far[:3]))
    signal.signal(signal.SIGHUP, told)
    say("has", epoll.fileno(), *(each.fileno() for each in near))
    test = os.getppid()
    while os.getppid() == test:
        time.sleep(0.02)
        say("alive")
    os._exit(0)
    """

  let folder: TestFolder
  let output: String
  let id: pid_t

  init() throws {
    folder = TestFolder()
    output = "\(folder.path)/out"
    id = try spawn(["python3", "-c", Self.program], output)
  }

  deinit {
    kill(id, SIGKILL)
    waitpid(id, nil, 0)
  }

  var lines: [Substring] {
    ((try? File.text(output, limit: 1 << 20)) ?? "").split(separator: "\n")
  }
  func line(_ first: String) -> [String]? {
    lines.first { $0.hasPrefix(first) }?.split(separator: " ").dropFirst().map(String.init)
  }
  /// Its epoll's number, and those of its connections.
  func numbers() throws -> [String] {
    try wait { line("has") != nil }
    return try #require(line("has"))
  }
  /// It goes on: what it said so far is not the last.
  func goesOn() throws {
    let before = lines.count
    try wait { lines.count > before + 2 || line("broken") != nil }
    #expect(line("broken") == nil)
  }
  func wait(_ isTrue: () -> Bool) throws {
    for _ in 0..<500 where !isTrue() { usleep(10_000) }
    #expect(isTrue(), "\(lines.suffix(3))")
  }
}

private func spawn(_ words: [String], _ output: String) throws -> pid_t {
  var id: pid_t = 0
  var list: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
  defer { for each in list { free(each) } }
  let error = adnet_test_spawn(&id, &list, nil, 0, output, output)
  guard error == 0 else { throw POSIXError(error) }
  return id
}

private struct POSIXError: Error {
  let code: Int32
  init(_ code: Int32) { self.code = code }
}

/// How it ended, and what it said.
private func trial(_ victim: Victim, killedBefore operation: Int) throws -> (Int32, String) {
  let numbers = try victim.numbers()
  let file = try File.readLink("/proc/self/exe")
  let tool = "\(Folder.parent(of: file))/sever-trial"
  let output = "\(victim.folder.path)/trial"
  let id = try spawn([tool, "\(victim.id)", "\(operation)"] + numbers, output)
  var status: Int32 = 0
  while waitpid(id, &status, WNOHANG) == 0 { usleep(5_000) }
  return (status, (try? File.text(output, limit: 1 << 16)) ?? "")
}

#if arch(x86_64)
  private let isPossible = true
#else
  private let isPossible = false
#endif

@Suite(.enabled(if: isPossible)) struct SeveringTests {
  @Test func aSeveredConnectionIsOutOfTheProcessesReach() throws {
    let victim = try Victim()
    let (status, said) = try trial(victim, killedBefore: -1)
    #expect(status == 0 && said.hasPrefix("severed severed severed severed severed 6 "), "\(said)")
    // Who waited in a call on it waits in that call on what is there now.
    try victim.wait { victim.line("read") != nil }
    #expect(victim.line("read") == ["b''"])
    kill(victim.id, SIGHUP)
    try victim.wait { victim.line("told") != nil }
    // The end of what its client sent, and that nobody reads: EPOLLIN, EPOLLOUT and EPOLLHUP.
    #expect(victim.line("told") == ["0x15", "open", "open", "open"])
    try victim.goesOn()
  }

  @Test func whatIsShutDownBeforeIsEnded() throws {
    let victim = try Victim()
    _ = try victim.numbers()
    kill(victim.id, SIGHUP)
    try victim.wait { victim.line("told") != nil }
    #expect(victim.line("told") == ["0x4", "open", "open", "ended"])
  }

  @Test func oneThatItHasClosedIsGone() throws {
    let victim = try Victim()
    let numbers = try victim.numbers()
    let process = try ForeignProcess(victim.id)
    let copy = try process.copy(Int32(numbers[1])!, lowest: 1_000)
    let other = Severance(number: Int32(numbers[2])!, inode: 1, copy: copy, watch: nil)
    let done = process.sever([other])
    #expect(done.outcomes == [.gone] && done.failure == nil && done.threads == 6)
    try victim.goesOn()
  }

  /// Blocked in recv(2), select(2) or poll(2); nobody waits for the first and the third.
  @Test func whatAThreadWaitsForCanBeTakenWithoutAMask() throws {
    let victim = try Victim()
    let numbers = try victim.numbers().dropFirst().map { Int32($0)! }
    let process = try ForeignProcess(victim.id)
    let copies = try numbers.map { Copy(try process.copy($0, lowest: 1_000)) }
    func outcomes(after: UInt64) -> [Severing.Outcome] {
      process.sever(
        zip(numbers, copies).map { number, copy in
          let inode = process.target(of: number).flatMap { UInt64($0.dropFirst(8).dropLast()) }
          return Severance(
            number: number, inode: inode ?? 0, copy: copy.descriptor, awaitedAfter: after)
        }
      ).outcomes
    }
    #expect(outcomes(after: 1) == Array(repeating: .busy, count: 5))
    #expect(outcomes(after: 0) == [.busy, .severed, .busy, .severed, .severed])
    try victim.wait { victim.line("read") != nil }
    #expect(victim.line("read") == ["b''"])
    try victim.goesOn()
  }

  private final class Copy {
    let descriptor: Descriptor
    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
  }

  /// Killed before each operation: the process goes on, with its registers, signals and threads.
  @Test func whoIsKilledInTheMiddleLeavesAProcessThatGoesOn() throws {
    var killed = 0
    for operation in 0..<200 {
      let victim = try Victim()
      let (status, said) = try trial(victim, killedBefore: operation)
      try victim.goesOn()
      kill(victim.id, SIGHUP)
      try victim.wait { victim.line("told") != nil }
      try victim.goesOn()
      guard status == SIGKILL else {
        #expect(status == 0, "\(said)")
        break
      }
      killed += 1
    }
    #expect(killed > 20)
  }
}
