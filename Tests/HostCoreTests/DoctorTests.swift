import HostCore
import Testing

/// What a doctor says of a server, from facts alone.
@Suite struct DoctorTests {
  private func good() -> ServerFacts {
    var facts = ServerFacts()
    facts.processors = 8
    facts.memoryBytes = 31 << 30
    facts.swapBytes = 16 << 30
    facts.disk.totalBytes = 480_000_000_000
    facts.disk.device = "nvme0n1"
    facts.disk.isRotational = false
    facts.linkMegabits = 1_000
    facts.system = "debian"
    facts.systemVersion = "12"
    facts.systemName = "Debian GNU/Linux 12 (bookworm)"
    facts.isClockSynchronised = true
    facts.clockErrorMicroseconds = 20_000
    facts.descriptorLimit = 1 << 20
    facts.threadLimit = 100_000
    facts.backlogLimit = 4096
    facts.ptraceScope = 1
    facts.migratesQueues = 1
    facts.ports = [.init(name: "alpha rest", port: 3030, foreignListener: nil)]
    facts.openMetrics = []
    facts.openFiles = []
    facts.keys = 2
    facts.variables = []
    return facts
  }

  private func examine(_ facts: ServerFacts, _ profile: ServerProfile = .separate) -> [DoctorCheck]
  {
    Doctor(facts, profile: profile, threads: 8192, descriptors: 65_536).examine()
  }

  @Test func aGoodServerIsGood() {
    for check in examine(good()) { #expect(check.verdict == .ok, "\(check)") }
  }

  @Test func theUnifiedNodeWantsMore() {
    let bad = examine(good(), .unified).filter { $0.verdict == .bad }.map(\.name)
    #expect(bad == ["processors", "memory", "disk"])
  }

  @Test func whatAContainersHostHasIsSetThere() {
    var facts = good()
    (facts.container, facts.swapBytes, facts.isClockSynchronised) = ("docker", 0, false)
    for check in examine(facts) where check.verdict == .bad {
      #expect(check.remedy?.contains("host of this container") == true, "\(check)")
    }
  }

  struct Change: Sendable, CustomStringConvertible {
    let name: String
    let verdict: DoctorCheck.Verdict
    let apply: @Sendable (inout ServerFacts) -> Void

    init(
      _ name: String, _ verdict: DoctorCheck.Verdict,
      _ apply: @escaping @Sendable (inout ServerFacts) -> Void
    ) {
      self.name = name
      self.verdict = verdict
      self.apply = apply
    }

    var description: String { "\(name) \(verdict)" }
  }

  static let changes = [
    Change("processors", .bad) { $0.processors = 7 },
    Change("memory", .bad) { $0.memoryBytes = 27 << 30 },
    Change("swap", .bad) { $0.swapBytes = 8 << 30 },
    Change("disk", .bad) { $0.disk.totalBytes = 400_000_000_000 },
    Change("disk kind", .warning) { $0.disk.device = "sda" },
    Change("disk kind", .bad) {
      $0.disk.device = "sda"
      $0.disk.isRotational = true
    },
    Change("network", .bad) { $0.linkMegabits = 10 },
    Change("network", .unknown) { $0.linkMegabits = nil },
    Change("system", .warning) { $0.systemVersion = "11" },
    Change("clock", .bad) { $0.isClockSynchronised = false },
    Change("clock", .warning) { $0.clockErrorMicroseconds = 900_000 },
    Change("descriptors", .bad) { $0.descriptorLimit = 1024 },
    Change("threads", .bad) { $0.threadLimit = 9_000 },
    Change("backlog", .bad) { $0.backlogLimit = 128 },
    Change("ptrace_scope", .bad) { $0.ptraceScope = 2 },
    Change("ptrace_scope", .ok) { $0.ptraceScope = nil },
    Change("tcp_migrate_req", .bad) { $0.migratesQueues = 0 },
    Change("handoff", .bad) { $0.handoffObstacle = "Function not implemented" },
    Change("ports", .bad) {
      $0.ports = [.init(name: "alpha rest", port: 3030, foreignListener: "www")]
    },
    Change("metrics", .bad) { $0.openMetrics = ["0.0.0.0:9090"] },
    Change("keys", .bad) { $0.openFiles = [.init(path: "/k", mode: 0o644, wanted: 0o600)] },
    Change("keys", .warning) { $0.keys = 0 },
    Change("keys", .unknown) { $0.openFiles = nil },
    Change("environment", .bad) { $0.variables = ["ADNET_DEV_PROOF in /etc/x"] },
  ]

  @Test(arguments: changes) func eachFactCounts(_ change: Change) {
    var facts = good()
    change.apply(&facts)
    for check in examine(facts) {
      #expect(check.verdict == (check.name == change.name ? change.verdict : .ok), "\(check)")
      #expect(check.verdict == .ok || check.remedy != nil, "\(check)")
    }
  }
}
