import Basics
import Testing

@Suite struct SupervisorReportTests {
  private static let text = """
    schema=adnet.supervisor/1
    unit=alphaos.service
    chain=alpha
    state=backoff
    reason=the node died 2 times in a row, next start in 1 s
    supervisor_pid=812
    node_pid=0
    generation=7
    release=alphaos/1.4.0-0f3a9c1b2d4e
    since_unix_ms=1700000000000
    started_unix_ms=1699999990000
    started_boottime_ms=55
    ready_unix_ms=0
    handoff=off
    handoff_reason=ptrace_scope is 2
    port.rest=held 0.0.0.0:3030
    port.p2p=elsewhere [::]:41233
    port.bft=waiting\u{20}
    port.metrics=missing\u{20}
    backoff_until_unix_ms=1700000001000
    failures=2
    boot_id=6f6a
    exit.kind=signal
    exit.value=6
    exit.ordered=no
    exit.clean=no
    exit.unix_ms=1700000000000
    exit.boottime_ms=1055
    before.kind=code
    before.value=0
    before.ordered=yes
    before.clean=yes
    tomorrow=a key of a newer supervisor

    """

  @Test func readsAWholeReport() throws {
    let report = try SupervisorReport(parsing: Self.text)
    #expect(report.unit == "alphaos.service")
    #expect(report.chain == ChainName("alpha"))
    #expect(report.state == .backoff)
    #expect(report.supervisorPID == 812)
    #expect(report.nodePID == 0)
    #expect(report.generation == 7)
    #expect(report.release?.version == "1.4.0")
    #expect(report.readyUnixMs == nil)
    #expect(report.handoff == .off)
    #expect(report.handoffReason == "ptrace_scope is 2")
    #expect(report.ports["rest"] == NodePort(.held, address: "0.0.0.0:3030"))
    #expect(report.ports["p2p"] == NodePort(.elsewhere, address: "[::]:41233"))
    #expect(report.ports["bft"] == NodePort(.waiting))
    #expect(report.ports["metrics"]?.isWrong == true)
    #expect(report.failures == 2)
    #expect(report.lastExit?.kind == .signal)
    #expect(report.lastExit?.value == 6)
    #expect(report.lastExit?.ordered == false)
    #expect(report.lastExit?.isUnclean == true)
    #expect(report.exitBefore?.isUnclean == false)
  }

  @Test func knowsNoExitBeforeTheFirst() throws {
    let text = Self.text.split(separator: "\n").filter { !$0.hasPrefix("exit.") }
    #expect(try SupervisorReport(parsing: text.joined(separator: "\n")).lastExit == nil)
  }

  @Test(arguments: [
    ("adnet.supervisor/1", "adnet.supervisor/2"), ("state=backoff", "state=asleep"),
    ("chain=alpha", "chain="), ("unit=alphaos.service\n", ""), ("failures=2", "failures=two"),
    ("failures=2", "failures=-2"), ("held 0.0.0.0", "hold 0.0.0.0"),
    ("alphaos/1.4.0-0f3a9c1b2d4e", "../../bin/sh"), ("handoff=off", "handoff"),
    ("exit.clean=no", "exit.clean=maybe"), ("node_pid=0", "node_pid=0\nnode_pid=4"),
    ("supervisor_pid=812", "supervisor_pid=99999999999"),
  ])
  func refusesWhatItCannotMean(_ from: String, _ to: String) {
    let text = Self.text.replacing(from, with: to)
    #expect(throws: Failure.self) { try SupervisorReport(parsing: text) }
  }
}
