import Glibc
import Testing

/// What the node leaves behind in its unit's control group.
@Suite(.serialized)
struct LeftoverTests {
  /// A node that leaves `child` behind, a line of shell or more.
  private func rig(child: String, end: String = "trap 'exit 0' TERM") throws -> Rig {
    let rig = try Rig()
    let members = rig.makeGroup()
    rig.program(
      """
      (\(child)) & echo $! > \(members)
      while [ ! -e $HOME/up ]; do sleep 0.01; done
      \(end); echo up > $HOME/got; while :; do sleep 0.05; done
      """)
    return rig
  }
  private func up(_ rig: Rig) throws -> pid_t {
    try rig.start(options: ["--stop-grace", "7"])
    while rig.read("\(rig.root)/work/got") == "" { usleep(10_000) }
    let members = rig.read("\(rig.root)/sys/fs/cgroup/adnet.slice/alphaos.service/cgroup.procs")
    return try #require(members.split(separator: "\n").first.flatMap { pid_t($0) })
  }
  private func lives(_ process: pid_t) -> Bool {
    let status = self.status(process)
    return status != "" && !status.contains("State:\tZ")
  }
  private func status(_ process: pid_t) -> String {
    guard let file = fopen("/proc/\(process)/status", "r") else { return "" }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  private let deaf = """
    trap '' TERM; printf 'ev\\033il' > /proc/self/comm; touch $HOME/up; while :; do sleep 0.1; done
    """

  @Test func whatIgnoresItsTermIsKilledInSecondsAndNamed() throws {
    let rig = try rig(child: deaf)
    let child = try up(rig)
    let before = adnetMilliseconds()
    kill(rig.supervisor, SIGTERM)
    while rig.report("exit.kind") == nil { usleep(10_000) }
    // The report says what is waited for, and that the node has ended.
    #expect(rig.report("state") == "stopping" && rig.report("node_pid") == "0")
    let name = "\(child) (ev\\x1bil)"
    #expect(
      rig.report("reason") == "the node ended, stopping processes that it left behind: \(name)")
    #expect(try rig.exitCode() == 0)
    #expect((5000..<7000).contains(adnetMilliseconds() - before))
    #expect(!lives(child))
    #expect(rig.log.contains("killed \(name), left behind by the node: it didn't stop"))
    #expect(rig.report("leftover_killed") == "1")
    #expect(
      rig.report("reason")
        == "the node exited with 0, a clean stop; processes that it left behind had to be killed: 1"
    )
    #expect(rig.report("exit.clean") == "yes")
  }

  @Test func whatIsStoppedGoesOnAndEndsByItself() throws {
    let rig = try rig(child: "touch $HOME/up; exec sleep 60")
    let child = try up(rig)
    kill(child, SIGSTOP)
    while !status(child).contains("State:\tT") { usleep(10_000) }
    let before = adnetMilliseconds()
    #expect(try rig.stop() == 0)
    #expect(adnetMilliseconds() - before < 3000)
    #expect(!lives(child) && rig.report("leftover_killed") == nil)
  }

  /// RocksDB's lock on a ledger is one of this kind.
  @Test func whatHasALockIsTheNodeStillAndGetsItsWholeGrace() throws {
    let rig = try rig(
      child: """
        exec /usr/bin/python3 -c 'import fcntl, os, signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        lock = open(os.environ["HOME"] + "/LOCK", "w"); fcntl.lockf(lock, fcntl.LOCK_EX)
        open(os.environ["HOME"] + "/up", "w").close(); time.sleep(60)'
        """)
    let child = try up(rig)
    let before = adnetMilliseconds()
    #expect(try rig.stop() == 0)
    #expect((7000..<9000).contains(adnetMilliseconds() - before))
    #expect(!lives(child) && rig.report("leftover_killed") == "1")
    // Its main process ended well; the node didn't.
    #expect(rig.report("exit.clean") == "no")
    #expect(access("\(rig.root)/var/lib/adnet/nodes/alpha/.adnet-running", F_OK) == 0)
  }

  @Test func aStopThatIsOrderedMeanwhileIsTakenAndTheNextStartWaitsForNothing() throws {
    let rig = try rig(child: deaf, end: "exit 9")
    try rig.start(options: ["--backoff-first", "60000"])
    while rig.report("exit.kind") == nil { usleep(10_000) }
    #expect(try rig.stop() == 0)
    #expect(rig.report("exit.ordered") == "no")
    let before = adnetMilliseconds()
    rig.program("exit 9")
    try rig.start(options: ["--backoff-first", "60000"])
    #expect(try rig.exitCode() == 1)
    #expect(adnetMilliseconds() - before < 5000)
  }

  @Test func theUnitsOwnStopCommandIsNotEnded() throws {
    let rig = try Rig()
    let members = rig.makeGroup()
    rig.program(
      "trap 'sleep 0.5; exit 0' TERM; echo up > $HOME/got; while :; do sleep 0.05; done")
    try rig.start()
    while rig.read("\(rig.root)/work/got") == "" { usleep(10_000) }
    let stop = try rig.startStopVerb()
    rig.write(members, "\(rig.supervisor)\n\(stop)\n")
    #expect(try rig.exitCode() == 0)
    var status: Int32 = 0
    #expect(waitpid(stop, &status, 0) == stop && status == 0)
    #expect(!rig.log.contains("left behind"))
  }

  @Test func aGroupThatIsNotTheUnitsIsNotTouched() throws {
    let rig = try rig(child: "touch $HOME/up; exec sleep 60")
    rig.write("\(rig.root)/proc/self/cgroup", "0::/adnet.slice/deltaos.service\n")
    let child = try up(rig)
    #expect(try rig.stop() == 0)
    #expect(lives(child))
    kill(child, SIGKILL)
  }
}
