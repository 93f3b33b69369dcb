import Basics
import ControlModel
import HostCore
import TestSupport
import Testing

@testable import AgentCommands

/// The screens of `host` and `doctor`.
@Suite struct HostTextTests {
  private let fresh = HostDocument(
    enforce: "on", isApplied: false,
    parts: [
      .init(name: "swap", state: .drifted, found: "none", wanted: "32.0 GiB in /swapfile"),
      .init(
        name: "swappiness", state: .drifted, found: "60, from /etc/sysctl.conf:7 at boot",
        wanted: "10"),
      .init(name: "oom", state: .notOurs, found: "cannot read /sys/fs/cgroup: Permission denied"),
    ],
    steps: ["set vm.swappiness to 10 (is 60)", "create /swapfile, 32.0 GiB, its blocks reserved"],
    notes: ["/dev/vda2 (2.0 GiB) counts as swap space"],
    problems: [
      Problem(
        kind: .swapNoRoom, severity: .warning, text: "no room for 32.0 GiB more of swap space on /",
        hint: "free 2.0 GiB")
    ])

  @Test func whatIsToDoIsShown() throws {
    try #expect(Golden.matches(HostText.status(fresh, width: 100), "host-fresh.txt"))
    try #expect(Golden.matches(HostText.plan(fresh), "host-plan.txt"))
  }

  @Test func workUnderWayHasItsRate() throws {
    var document = fresh
    document.isApplied = true
    (document.steps, document.notes, document.problems) = ([], [], [])
    document.work = HostDocument.Work(
      isRunning: true, startedAt: Sample.ago(20), done: ["set vm.swappiness to 10 (is 60)"],
      doing: "create /swapfile, 32.0 GiB, filled with zeros", bytes: 32 << 30, doneBytes: 8 << 30,
      rate: 400 << 20)
    try #expect(Golden.matches(HostText.status(document, width: 100), "host-working.txt"))
  }

  @Test func anOutcomeIsShort() {
    var document = fresh
    (document.steps, document.problems) = ([], [])
    #expect(HostText.outcome(document) == "nothing to do\n")
    document.work = HostDocument.Work(
      isRunning: false, startedAt: Sample.ago(20), endedAt: Sample.ago(1), done: ["x"])
    #expect(HostText.outcome(document) == "done\n")
    document.work?.failure = Failure(.noSpace, "cannot create /swapfile: no room", hint: "df -h")
    #expect(
      HostText.outcome(document) == "failed: cannot create /swapfile: no room\n  hint: df -h\n")
  }

  @Test func aDoctorExplainsWhatIsBad() throws {
    let document = DoctorDocument(
      profile: "two nodes",
      checks: [
        DoctorCheck("processors", .ok, found: "8", wanted: "8", why: "consensus", remedy: "none"),
        DoctorCheck(
          "ptrace_scope", .bad, found: "2", wanted: "0 or 1",
          why: "with 2 or 3 the supervisor can't hand over the socket: clients see restarts",
          remedy: "sysctl -w kernel.yama.ptrace_scope=1"),
        DoctorCheck("keys", .unknown, found: "unknown, needs root", wanted: "closed", why: "stake"),
      ])
    try #expect(Golden.matches(DoctorText.render(document, width: 80), "doctor.txt"))
  }
}
