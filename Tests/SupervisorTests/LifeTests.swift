import Glibc
import Testing

/// A node's life under a supervisor.
@Suite(.serialized)
struct LifeTests {
  @Test func declinesWhenAnotherUnitOwnsTheChain() throws {
    let rig = try Rig(owner: "adnet@alpha.service")
    rig.program("touch $HOME/ran")
    try rig.start()
    #expect(try rig.exitCode() == 3)
    #expect(rig.report("state") == "declined")
    #expect(!rig.hears("READY=1", within: 0))
    #expect(rig.report("reason") == "chain alpha belongs to adnet@alpha.service")
    #expect(access("\(rig.root)/work/ran", F_OK) != 0)
  }

  /// As it comes about while the supervisor waits: a conversion was undone, and the link not yet moved.
  @Test func declinesALedgerThatHasBecomeAnotherProgramsWhileItWaited() throws {
    let rig = try Rig()
    rig.program("touch $HOME/ran")
    let mark = "\(rig.root)/var/lib/adnet/nodes/alpha/.adnet-ledger"
    rig.write(mark, "alphaos\n")
    let lock = open(rig.lock(of: "alpha"), O_RDONLY | O_CLOEXEC)
    #expect(flock(lock, LOCK_EX) == 0)
    try rig.start()
    #expect(rig.hears("holds the lock of chain alpha"), "\(rig.log)")
    rig.write(mark, "adnet\n")
    close(lock)
    #expect(try rig.exitCode() == 3)
    #expect(rig.report("state") == "declined")
    #expect(rig.report("reason") == "chain alpha belongs to adnet, says .adnet-ledger in its home")
    #expect(access("\(rig.root)/work/ran", F_OK) != 0)
  }

  @Test func theUnitIsActiveOnceItIsSupervisedHoweverLongTheNodeLoadsOrTheNextStartWaits() throws {
    let rig = try Rig()
    rig.program("echo $$ > $HOME/got; exec sleep 60")
    try rig.start(options: ["--backoff-first", "60000"])
    #expect(rig.messages(until: "STATUS=loading: the node's ports aren't bound yet") == ["READY=1"])
    #expect(rig.report("state") == "starting")
    #expect(!rig.hears("EXTEND_TIMEOUT", within: 0))
    while rig.read("\(rig.root)/work/got") == "" { usleep(10_000) }
    kill(try #require(pid_t(rig.read("\(rig.root)/work/got").dropLast())), SIGKILL)
    #expect(try rig.exitCode() == 1)
    #expect(rig.hears("STATUS=the node died of SIGKILL"))

    try rig.start(options: ["--backoff-first", "60000"])
    #expect(rig.messages(until: "STATUS=the node died 1 time, next start in 60 s") == ["READY=1"])
    #expect(rig.report("state") == "backoff")
    #expect(!rig.hears("EXTEND_TIMEOUT", within: 0))
    #expect(try rig.stop() == 0)
  }

  @Test func startsNothingWithoutACurrentRelease() throws {
    let rig = try Rig()
    unlink("\(rig.root)/var/lib/adnet/chains/alpha/current")
    try rig.start()
    #expect(try rig.exitCode() == 78)
    #expect(rig.report("state") == "invalid")
    #expect(rig.report("reason") == "the chain has no current release")
  }

  @Test func startsNothingWhileAnotherHoldsTheLock() throws {
    let rig = try Rig()
    rig.program("touch $HOME/ran")
    let lock = open("\(rig.root)/run/adnet/locks/alpha.lock", O_RDONLY | O_CLOEXEC)
    #expect(flock(lock, LOCK_EX) == 0)
    try rig.start()
    #expect(try rig.exitCode() == 75)
    #expect(rig.report("state") == "lock-wait")
    #expect(!rig.hears("READY=1", within: 0))
    #expect(access("\(rig.root)/work/ran", F_OK) != 0)
    close(lock)
  }

  @Test func holdsTheLockUntilTheLastProcessOfTheNodeIsDead() throws {
    let rig = try Rig()
    // A worker that outlives its master, as systemd would kill with the cgroup.
    rig.program("sleep 3 & exit 0")
    try rig.start()
    #expect(try rig.exitCode() == 1)
    #expect(!rig.lockIsFree)
    sleep(4)
    #expect(rig.lockIsFree)
  }

  @Test func oneTermAndTheNodesOwnCleanExit() throws {
    let rig = try Rig()
    rig.program(
      "trap 'echo term >> $HOME/got; sleep 0.3; exit 0' TERM; echo up >> $HOME/got; while :; do sleep 0.05; done"
    )
    try rig.start()
    while rig.read("\(rig.root)/work/got") == "" { usleep(10_000) }
    kill(rig.supervisor, SIGHUP)
    kill(rig.supervisor, SIGTERM)
    kill(rig.supervisor, SIGTERM)
    #expect(try rig.exitCode() == 0)
    #expect(rig.read("\(rig.root)/work/got") == "up\nterm\n")
    #expect(rig.report("exit.clean") == "yes")
    #expect(rig.report("exit.ordered") == "yes")
    #expect(rig.report("failures") == "0")
  }

  @Test func aStoppedNodeGoesOnAndEndsCleanly() throws {
    let rig = try Rig()
    rig.program(
      "trap 'exit 0' TERM; echo up > $HOME/got; while :; do sleep 0.05; done")
    try rig.start(options: ["--stop-grace", "5"])
    while rig.read("\(rig.root)/work/got") == "" { usleep(10_000) }
    // The node may be quicker than what its supervisor tells of it.
    while (rig.report("node_pid").flatMap { pid_t($0) } ?? 0) == 0 { usleep(10_000) }
    let node = try #require(rig.report("node_pid").flatMap { pid_t($0) })
    for process in [node, rig.supervisor] {
      kill(process, SIGSTOP)
      while !rig.read("/proc/\(process)/status").contains("State:\tT") { usleep(10_000) }
    }
    let stop = try rig.startStopVerb()
    #expect(try rig.exitCode() == 0)
    var status: Int32 = 0
    #expect(waitpid(stop, &status, 0) == stop && status == 0)
    #expect(rig.report("exit.clean") == "yes", "\(rig.log)")
  }

  @Test func aNodeThatHangsOnStopIsKilledAfterTheGraceAndThatIsNoCleanStop() throws {
    let rig = try Rig()
    rig.program("trap '' TERM; echo up > $HOME/got; while :; do sleep 0.05; done")
    try rig.start(options: ["--stop-grace", "1"])
    while rig.read("\(rig.root)/work/got") == "" { usleep(10_000) }
    #expect(try rig.stop() == 0)
    #expect(rig.report("exit.kind") == "signal")
    #expect(rig.report("exit.value") == "9")
    #expect(rig.report("exit.clean") == "no")
    #expect(rig.report("reason") == "the node died of SIGKILL, not a clean stop")
  }

  @Test func aDeathIsReportedAndTheNextStartWaits() throws {
    let rig = try Rig()
    rig.program("echo started >> $HOME/got; exit 101")
    try rig.start()
    #expect(try rig.exitCode() == 1)
    #expect(rig.report("exit.value") == "101")
    #expect(rig.report("reason") == "the node exited with 101")
    // From one start of the node to the next, as it has written it: we may be late to look.
    func startedMs() -> Int {
      var status = stat()
      stat("\(rig.root)/work/got", &status)
      return status.st_mtim.tv_sec * 1_000 + status.st_mtim.tv_nsec / 1_000_000
    }
    for delay in [500, 1000] {
      let before = startedMs()
      try rig.start()
      #expect(try rig.exitCode() == 1)
      #expect(startedMs() - before >= delay - 20)
    }
    #expect(rig.report("failures") == "2")
    #expect(rig.read("\(rig.root)/work/got") == "started\nstarted\nstarted\n")
  }

  /// The report is in /run, which a reboot empties; the mark isn't.
  @Test func aPowerCutIsAnUncleanEndAndACleanStopLeavesNoMark() throws {
    let rig = try Rig()
    let mark = "\(rig.root)/var/lib/adnet/nodes/alpha/.adnet-running"
    rig.program("trap 'exit 0' TERM; echo up > $HOME/got; while :; do sleep 0.05; done")
    func runs() throws {
      rig.write("\(rig.root)/work/got", "")
      try rig.start()
      while rig.read("\(rig.root)/work/got") == "" { usleep(10_000) }
      // As systemd does: what nobody takes makes the supervisor wait.
      _ = rig.hears("nothing of that", within: 0)
    }
    try runs()
    #expect(rig.read(mark).count == 36)
    #expect(rig.report("before.kind") == nil)
    #expect(try rig.stop() == 0)
    #expect(access(mark, F_OK) != 0)

    rig.write(mark, "12345678-1234-1234-1234-123456789abc")
    unlink("\(rig.root)/run/adnet/alpha/alphaos.service.status")
    try runs()
    #expect(rig.report("before.kind") == "unobserved")
    #expect(rig.report("before.clean") == "no")
    #expect(rig.log.contains("the node's last run was cut off"))
    #expect(try rig.stop() == 0)
    try runs()
    #expect(rig.report("before.kind") == "code")
    #expect(try rig.stop() == 0)
  }

  @Test func aStopDuringTheBackoffStartsNothing() throws {
    let rig = try Rig()
    rig.program("echo started >> $HOME/got; exit 1")
    try rig.start(options: ["--backoff-first", "60000"])
    #expect(try rig.exitCode() == 1)
    try rig.start(options: ["--backoff-first", "60000"])
    #expect(rig.hears("next start in 60 s"))
    #expect(rig.report("state") == "backoff")
    #expect(try rig.stop() == 0)
    #expect(rig.read("\(rig.root)/work/got") == "started\n")
    // A start after an ordered stop waits for nothing.
    try rig.start(options: ["--backoff-first", "60000"])
    #expect(try rig.exitCode() == 1)
    #expect(rig.read("\(rig.root)/work/got") == "started\nstarted\n")
  }

  @Test func theFallbackToARandomPortIsReportedAtOnce() throws {
    let rig = try Rig()
    rig.program(
      """
      exec /usr/bin/python3 -c 'import socket, time, os
      taken = socket.socket()
      try: taken.bind(("127.0.0.1", int(os.environ["ADNET_TEST_PORT"])))
      except OSError:
          taken = socket.socket(); taken.bind(("127.0.0.1", 0))
      taken.listen(5)
      time.sleep(60)'
      """)
    // The socket isn't passed, and so the port is taken by a stranger: this test.
    try rig.start(ports: ["p2p,127.0.0.1,\(rig.port),ready"], passesSocket: false)
    #expect(
      rig.hears("STATUS=serving", within: 2) == false,
      "\(rig.read("\(rig.root)/run/adnet/alpha/alphaos.service.status")) \(rig.log)")
    #expect(rig.report("state") == "starting")
    #expect(rig.report("port.p2p")?.hasPrefix("elsewhere 127.0.0.1:") == true)
    _ = try rig.stop()
  }

  @Test func aPortThatNeverComesIsMissingAfterTheGrace() throws {
    let rig = try Rig()
    rig.program("exec sleep 60")
    try rig.start(options: ["--start-grace", "1"])
    usleep(1_500_000)
    #expect(rig.report("port.rest") == "missing ")
    #expect(rig.report("state") == "starting")
    _ = try rig.stop()
  }

  @Test func aKilledSupervisorTakesItsNodeAlongByOneTermAndExactlyOneRunsAgain() throws {
    let rig = try Rig()
    rig.program(
      """
      trap 'echo cache >> $HOME/got; exit 0' TERM; echo up $$ >> $HOME/got
      while :; do sleep 0.05; done
      """)
    try rig.start()
    // Both: a node may speak before its supervisor has told of it.
    while rig.read("\(rig.root)/work/got") == "" || rig.report("state") != "starting" {
      usleep(10_000)
    }
    rig.killSupervisor()
    #expect(try rig.stopVerb() == 0)
    #expect(rig.lockIsFree)
    try rig.start()
    let lines = { rig.read("\(rig.root)/work/got").split(separator: "\n") }
    let limit = time(nil) + 10
    while lines().count < 3 && time(nil) < limit { usleep(10_000) }
    #expect(lines().map { $0.split(separator: " ")[0] } == ["up", "cache", "up"])
    _ = try rig.stop()
  }

  @Test func nothingOfTheSupervisorsLeaksIntoTheNode() throws {
    let rig = try Rig()
    rig.program(
      "env > $HOME/env; ls -l /proc/self/fd > $HOME/fds; grep -E 'NoNewPrivs|Sig(Blk|Ign)' /proc/self/status > $HOME/status; exit 0"
    )
    try rig.start()
    #expect(try rig.exitCode() == 1)
    let environment = rig.read("\(rig.root)/work/env")
    #expect(!environment.contains("NOTIFY_SOCKET") && !environment.contains("LISTEN_"))
    let descriptors = rig.read("\(rig.root)/work/fds")
    #expect(
      !descriptors.contains("socket:") && !descriptors.contains("anon_inode"), "\(descriptors)")
    #expect(descriptors.contains("alpha.lock"))
    let status = rig.read("\(rig.root)/work/status")
    #expect(status.contains("NoNewPrivs:\t1"))
    #expect(status.contains("SigBlk:\t0000000000000000"))
  }
}

func adnetMilliseconds() -> Int {
  var now = timespec()
  clock_gettime(CLOCK_BOOTTIME, &now)
  return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
}
