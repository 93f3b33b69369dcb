import SupervisorCore
import Testing

struct ReportTests {
  @Test func aStopIsCleanOnlyWhenOrderedAndByItselfAndWithZero() {
    var exit = ExitRecord()
    exit.kind = .code
    #expect(!exit.clean)
    exit.ordered = true
    #expect(exit.clean)
    exit.killed = true
    #expect(!exit.clean)
    exit.killed = false
    exit.value = 1
    #expect(!exit.clean)
    exit.value = 0
    exit.kind = .signal
    #expect(!exit.clean)
  }

  @Test func whatIsWrittenIsRead() {
    var options = Options()
    options.unit = "alphaos.service"
    options.chains = ["alpha"]
    var report = Report()
    report.generation = 12
    report.bootID = "abc"
    report.failures = 4
    report.startedBoottime = 1000
    report.exit.kind = .signal
    report.exit.value = 9
    report.exit.boottime = 2000
    report.exit.unix = 7
    report.leftoverKilled = 2
    let text = report.lines(options, PortTable([]), format: { _ in "" })
    let last = LastRun(report: text)
    #expect(last.generation == 12 && last.bootID == "abc" && last.failures == 4)
    #expect(last.started == 1000 && last.ended == 2000 && !last.runs)
    #expect(last.exit == report.exit && last.leftoverKilled == 2)
    #expect(last.denial(of: 12) == nil)
  }

  @Test func aChainsReportHasItsOwnPortsAlone() {
    func port(_ chain: Int, _ number: UInt16) -> DeclaredPort {
      DeclaredPort(
        chain: chain, role: "rest", address: PortTableTests.address(number), held: true, ready: true
      )
    }
    var options = Options()
    options.chains = ["alpha", "delta"]
    var ports = PortTable([port(0, 3030), port(1, 3031)])
    ports.listensHeld(1)
    func told(_ chain: Int) -> [Text] {
      Report().lines(options, ports, chain: chain) { $0.port == 3030 ? "A" : "B" }.split(0x0a)
        .filter { $0.after("chain=") != nil || $0.after("port.") != nil }
    }
    #expect(told(0) == ["chain=alpha", "port.rest=waiting "])
    #expect(told(1) == ["chain=delta", "port.rest=held B"])
  }

  @Test func aChainWithoutASocketSaysSo() {
    var options = Options()
    options.chains = ["alpha"]
    var report = Report()
    report.handoff = .on
    func told() -> [Text] {
      report.lines(options, PortTable([]), format: { _ in "" }).split(0x0a)
        .filter { $0.after("handoff") != nil }
    }
    #expect(told() == ["handoff=off", "handoff_reason=no socket was passed"])
    report.isPassedSocket = true
    #expect(told() == ["handoff=on", "handoff_reason="])
  }

  @Test func aBinarysDenialIsRememberedForItsGeneration() {
    var report = Report()
    report.generation = 12
    report.bootID = "abc"
    report.nodeDenial = "cannot take the node's socket: Operation not permitted"
    var options = Options()
    options.chains = ["alpha"]
    let last = LastRun(report: report.lines(options, PortTable([]), format: { _ in "" }))
    #expect(last.denial(of: 12) == report.nodeDenial)
    #expect(last.denial(of: 13) == nil)
  }
}
