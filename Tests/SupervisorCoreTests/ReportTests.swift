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
    options.chain = "alpha"
    var report = Report()
    report.generation = 12
    report.bootID = "abc"
    report.failures = 4
    report.startedBoottime = 1000
    report.exit.kind = .signal
    report.exit.value = 9
    report.exit.boottime = 2000
    report.exit.unix = 7
    let text = report.lines(options, PortTable([]), format: { _ in "" })
    let last = LastRun(report: text)
    #expect(last.generation == 12 && last.bootID == "abc" && last.failures == 4)
    #expect(last.started == 1000 && last.ended == 2000 && !last.runs)
    #expect(last.exit == report.exit)
    #expect(last.denial(of: 12) == nil)
  }

  @Test func aBinarysDenialIsRememberedForItsGeneration() {
    var report = Report()
    report.generation = 12
    report.bootID = "abc"
    report.nodeDenial = "cannot take the node's socket: Operation not permitted"
    let last = LastRun(report: report.lines(Options(), PortTable([]), format: { _ in "" }))
    #expect(last.denial(of: 12) == report.nodeDenial)
    #expect(last.denial(of: 13) == nil)
  }
}
