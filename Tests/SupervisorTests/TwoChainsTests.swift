import Glibc
import Testing

/// One supervisor whose node is that of two chains, with the stand-in as one process for both.
@Suite(.serialized)
struct TwoChainsTests {
  private let rig: Rig

  init() throws {
    rig = try Rig(.adnet)
    rig.own("delta", "adnet.service", generation: 2)
    standIn()
  }

  private func standIn(shutdownDelay: String = "0.2") {
    rig.program(
      """
      exec \(Rig.folder)/adnet-testnode run --mode dual --dev 1 --shutdown-delay \(shutdownDelay) \
      --rest 127.0.0.1:\(rig.ports[0]) --delta-rest 127.0.0.1:\(rig.ports[1]) \
      --node 127.0.0.1:0 --bft 127.0.0.1:0 --delta-node 127.0.0.1:0 --delta-bft 127.0.0.1:0 \
      --storage $HOME/alpha --delta-storage $HOME/delta
      """)
  }

  private func both(_ key: String) -> [String?] { rig.unit.chains.map { rig.report(key, of: $0) } }
  private var freeLocks: [String] { rig.unit.chains.filter(rig.lockIsFree(of:)) }
  private var marks: [String] {
    rig.unit.chains.map { rig.read("\(rig.root)/var/lib/adnet/nodes/\($0)/.adnet-running") }
  }

  @Test func bothChainsAreReadyOnTheirOwnHeldSocketsAndTheirClientsOutliveTheNode() throws {
    try rig.start()
    #expect(rig.hears("STATUS=serving"), "\(rig.log)")
    #expect(both("state") == ["ready", "ready"])
    #expect(both("chain") == ["alpha", "delta"])
    #expect(both("generation") == ["1", "2"])
    #expect(both("port.rest") == rig.ports.map { "held 127.0.0.1:\($0)" })
    #expect(both("handoff") == ["on", "on"])
    #expect(both("node_pid")[0] == both("node_pid")[1])
    #expect(freeLocks == [])
    #expect(marks.allSatisfy { $0.count == 36 })
    for port in rig.ports { #expect(request(port) > 0) }

    #expect(try rig.stop() == 0)
    #expect(both("state") == ["exited", "exited"])
    #expect(both("exit.clean") == ["yes", "yes"])
    #expect(freeLocks == ["alpha", "delta"])
    #expect(marks == ["", ""])
    // Nobody accepts now: these wait in the kernel's queues.
    let waiting = rig.ports.map { connect($0, timeout: 15) }
    #expect(waiting.allSatisfy { $0 >= 0 && ask($0) })
    try rig.start()
    #expect(waiting.allSatisfy { answer($0) > 0 })
    for descriptor in waiting { close(descriptor) }
    #expect(both("before.clean") == ["yes", "yes"])
    _ = try rig.stop()
  }

  @Test(arguments: ["alpha", "delta"])
  func declinesWhileOneChainIsAnothers(chain: String) throws {
    let owner = "adnet@\(chain).service"
    rig.own(chain, owner, generation: 3)
    rig.program("touch $HOME/ran")
    try rig.start()
    #expect(try rig.exitCode() == 3)
    #expect(both("state") == ["declined", "declined"])
    let why = "chain \(chain) belongs to \(owner)"
    #expect(both("reason") == [why, why])
    #expect(access("\(rig.root)/work/ran", F_OK) != 0)
  }

  @Test func startsNothingWhileTheChainsNameDifferentReleases() throws {
    rig.own("delta", "adnet.service", generation: 3, release: "adnet/2.0-0123456789ab")
    rig.program("touch $HOME/ran")
    try rig.start()
    #expect(try rig.exitCode() == 78)
    #expect(both("state") == ["invalid", "invalid"])
    #expect(rig.report("reason") == "chains alpha and delta name different releases")
    #expect(access("\(rig.root)/work/ran", F_OK) != 0)
  }

  @Test func whoWaitsForOneLockHoldsNoOther() throws {
    let lock = open(rig.lock(of: "delta"), O_RDONLY | O_CLOEXEC)
    #expect(flock(lock, LOCK_EX) == 0)
    try rig.start()
    #expect(rig.hears("holds the lock of chain delta"), "\(rig.log)")
    var wasFree = false
    // It tries for an instant every 50 ms.
    for _ in 0..<20 where !wasFree {
      wasFree = rig.lockIsFree(of: "alpha")
      usleep(7_000)
    }
    #expect(wasFree)
    #expect(try rig.exitCode() == 75)
    #expect(both("state") == ["lock-wait", "lock-wait"])
    #expect(rig.report("reason") == "another process holds the lock of chain delta")
    #expect(rig.lockIsFree(of: "alpha"))
    close(lock)
  }

  @Test func anOwnerThatChangesWhileItWaitsIsSeen() throws {
    let lock = open(rig.lock(of: "delta"), O_RDONLY | O_CLOEXEC)
    #expect(flock(lock, LOCK_EX) == 0)
    try rig.start()
    #expect(rig.hears("holds the lock of chain delta"), "\(rig.log)")
    rig.own("alpha", "alphaos.service", generation: 3)
    close(lock)
    #expect(try rig.exitCode() == 3)
    #expect(both("state") == ["declined", "declined"])
  }

  @Test func aKilledSupervisorLeavesBothLocksWithItsNodeTillThatHasEnded() throws {
    standIn(shutdownDelay: "1")
    try rig.start()
    #expect(rig.hears("STATUS=serving"), "\(rig.log)")
    rig.killSupervisor()
    #expect(freeLocks == [])
    let before = adnetMilliseconds()
    #expect(try rig.stopVerb() == 0)
    #expect(adnetMilliseconds() - before >= 500)
    #expect(freeLocks == ["alpha", "delta"])
  }

  @Test(arguments: ["alpha", "delta"])
  func aStopWaitsForEveryLock(chain: String) throws {
    try rig.start()
    #expect(rig.hears("STATUS=serving"), "\(rig.log)")
    rig.killSupervisor()
    #expect(try rig.stopVerb() == 0)
    // As if a process of the node still had it: the reports tell of no end.
    let lock = open(rig.lock(of: chain), O_RDONLY | O_CLOEXEC)
    #expect(flock(lock, LOCK_EX) == 0)
    let stop = try rig.startStopVerb()
    usleep(300_000)
    var status: Int32 = 0
    #expect(waitpid(stop, &status, WNOHANG) == 0)
    close(lock)
    #expect(waitpid(stop, &status, 0) == stop && status == 0)
  }

  @Test func aChainWithoutASocketIsNotHandedOne() throws {
    rig.closeLastSocket()
    try rig.start()
    #expect(rig.hears("STATUS=serving"), "\(rig.log)")
    #expect(
      both("port.rest") == ["held 127.0.0.1:\(rig.ports[0])", "bound 127.0.0.1:\(rig.ports[1])"])
    #expect(both("handoff") == ["on", "off"])
    #expect(both("handoff_reason") == ["", "no socket was passed"])
    _ = try rig.stop()
  }
}
