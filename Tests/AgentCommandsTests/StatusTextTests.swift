import AgentCore
import Basics
import ControlModel
import TestSupport
import Testing

@testable import AgentCommands

@Suite struct StatusTextTests {
  private func check(
    _ document: StatusDocument, _ name: String, width: Int = 120, colours: Bool = false
  ) throws {
    let text = StatusText.render(document, width: width, now: Sample.now, colours: colours)
    try #expect(Golden.matches(text, "status-\(name).txt"))
  }

  @Test func aHealthyHostFitsOnOneScreen() throws {
    try check(Sample.status([Sample.alphaChain, Sample.deltaChain]), "healthy")
  }

  @Test func afterInstallationTheNextStepIsSaid() throws {
    var document = Sample.status([
      ChainStatus(chain: Sample.alpha, enabled: false, desired: .stopped)
    ])
    document.next = ["adnet-agent chain enable alpha", "adnet-agent swap alpha VERSION"]
    try check(document, "installed")
  }

  @Test func aNarrowScreenLeavesOutDigests() throws {
    try check(Sample.status([Sample.alphaChain, Sample.deltaChain]), "narrow", width: 80)
  }

  @Test func coloursAreOnlyAddedToTheSameText() throws {
    let document = Sample.status([Sample.alphaChain, troubled])
    try check(document, "colours", colours: true)
    let coloured = StatusText.render(document, width: 120, now: Sample.now, colours: true)
    let plain = StatusText.render(document, width: 120, now: Sample.now)
    #expect(coloured.replacing(/\u{1b}\[[0-9]+m/, with: "") == plain)
  }

  @Test func aRunningSwapIsShown() throws {
    var chain = Sample.alphaChain
    chain.operation = Sample.operation(.running).summary
    chain.supervisor = SupervisorStatus(state: .starting)
    chain.upSince = Sample.ago(55)
    // The last answer is from before the stop.
    chain.height = HeightStatus(
      value: 1_234_567, observedAt: Sample.ago(60), advancedAt: Sample.ago(62),
      error: "connection refused")
    chain.ports[0].state = .waiting
    chain.ports[0].owner = PortOwner(name: "systemd", pid: 1)
    try check(Sample.status([chain]), "swap")
  }

  @Test func problemsComeLastWithWhatHelps() throws {
    let problems = [
      Problem(
        kind: .portForeign, severity: .critical, chain: Sample.delta,
        text: "port 3031 (rest) is held by nginx", hint: "ss -ltnp 'sport = :3031'"),
      Problem(
        kind: .handoffOff, severity: .warning, chain: Sample.delta,
        text:
          "handoff: off (kernel.yama.ptrace_scope is 2); clients see refused connections when the node restarts",
        hint: "/usr/share/doc/adnet-agent/operating.md, \"handoff: off\""),
    ]
    try check(Sample.status([Sample.alphaChain, troubled], problems), "trouble")
  }

  @Test func theHostItselfIsShown() throws {
    var document = Sample.status([Sample.alphaChain])
    document.vitals = VitalsStatus(
      memoryBytes: 32 << 30, availableBytes: 12 << 30, swapBytes: 32 << 30, swapFreeBytes: 31 << 30,
      swapInBytesPerSecond: 4096, stalledPercent: 1.5,
      nodes: [
        .init(
          unit: "alphaos.service", memoryBytes: 12 << 30, swapBytes: 1 << 30,
          swapInBytesPerSecond: 4096, stalledPercent: 0.5)
      ],
      disks: [
        .init(
          mountPoint: "/", holds: ["ledger of alpha", "releases"], totalBytes: 480 << 30,
          freeBytes: 120 << 30, freeFiles: 1_000_000, fullInDays: 41.5)
      ], isClockSynchronised: true, clockErrorMicroseconds: 3_000)
    try check(document, "host")
  }

  @Test func aHostWithoutAnythingSaysSo() throws { try check(Sample.status([]), "empty") }

  @Test func aChainThatIsNotInstalledAndOneThatIsStoppedAreToldApart() throws {
    var stopped = Sample.alphaChain
    stopped.enabled = false
    stopped.desired = .stopped
    stopped.unitState = UnitStatus(active: .inactive, sub: "dead")
    (stopped.nodePID, stopped.upSince, stopped.height, stopped.memoryBytes) = (nil, nil, nil, nil)
    stopped.ports = [Sample.port("rest", 3030, .closed, held: true, owner: nil)]
    stopped.lastExit = ExitStatus(
      kind: .code, value: 0, ordered: true, clean: true, at: Sample.ago(500))
    let fresh = ChainStatus(chain: Sample.delta, enabled: true, desired: .running)
    try check(Sample.status([stopped, fresh]), "stopped")
  }

  @Test func withoutTheAgentItShowsWhatIsLeft() throws {
    var chain = Sample.alphaChain
    (chain.desired, chain.height, chain.operation) = (nil, nil, nil)
    let problem = Problem(
      kind: .agentDown, severity: .critical,
      text: "the agent is not running: operations are paused and heights unknown",
      hint: "systemctl start adnet-agent; journalctl -u adnet-agent")
    try check(Sample.status([chain], [problem], agent: .down), "down")
  }

  private var troubled: ChainStatus {
    var chain = Sample.deltaChain
    chain.supervisor = SupervisorStatus(
      state: .backoff, reason: "the node died 4 times in a row, next start in 60 s",
      until: Sample.ago(-42))
    chain.unitState = UnitStatus(active: .activating, sub: "start")
    (chain.nodePID, chain.upSince) = (nil, nil)
    chain.ports[0].state = .foreign
    chain.ports[0].owner = PortOwner(name: "www-data")
    chain.ports[1].state = .missing
    chain.ports[2].state = .elsewhere
    chain.ports[2].actual = "0.0.0.0:43121"
    chain.handoff = HandoffStatus(on: false, reason: "kernel.yama.ptrace_scope is 2")
    chain.height = HeightStatus(
      value: 8_812_001, observedAt: Sample.ago(400), advancedAt: Sample.ago(700),
      error: "connection refused")
    chain.declined = [
      DeclinedUnit(unit: "adnet@delta.service", reason: "deltaos.service owns the chain")
    ]
    chain.lastExit = ExitStatus(
      kind: .code, value: 101, ordered: false, clean: false, at: Sample.ago(18),
      text: "panicked at storage")
    return chain
  }
}
