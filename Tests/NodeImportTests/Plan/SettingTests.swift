import AgentConfig
import Testing

@testable import NodeImport

/// What a unit says is kept, or told.
@Suite struct SettingTests {
  private static let told: [(key: String, value: String, words: String?)] = [
    ("TimeoutStopUSec", "infinity", "TimeoutStopSec=infinity of node.service: 1h here"),
    ("TimeoutStopUSec", "7200000000", "TimeoutStopSec=2h of node.service: 1h here"),
    ("TimeoutStopUSec", "300000000", nil),
    ("LimitNOFILE", "infinity", "LimitNOFILE=infinity of node.service: 1048576 here"),
    ("TasksMax", "infinity", "TasksMax=infinity of node.service: 4194304 here"),
    ("KillSignal", "2", "KillSignal=SIGINT of node.service: the new unit sends SIGTERM"),
    ("Restart", "no", "Restart=no of node.service: the new unit restarts it"),
    ("Restart", "on-failure", nil),
    ("MemoryHigh", "1610612736", nil),
    ("CPUQuotaPerSecUSec", "2500000", "CPUQuota=250% of node.service"),
    ("WatchdogUSec", "30000000", "WatchdogSec=30s of node.service"),
    ("ExecStartPost", "/bin/curl -H … https://x", "ExecStartPost=/bin/curl -H … https://x"),
    ("EnvironmentFiles", "/etc/node.env", nil),
    ("Slice", "big.slice", "Slice=big.slice of node.service"),
    (
      "StandardOutput", "append",
      "StandardOutput=append of node.service: the log goes to the journal"
    ),
    ("Requires", "sysinit.target system.slice -.mount", nil),
    ("Requires", "sysinit.target data.service", "Requires=data.service of node.service"),
    ("BindPaths", "/data:/home/devops/.aleo", "BindPaths=/data:/home/devops/.aleo"),
  ]

  @Test(arguments: told.indices) func eachSettingIsKeptOrTold(_ index: Int) throws {
    let (key, value, words) = Self.told[index]
    let site = Site().with(key, value)
    let (lost, usual) = (site.plan().lost, Site().plan().lost)
    let more = lost.filter { !usual.contains($0) }
    if let words {
      #expect(more.contains { $0.hasPrefix(words) }, "\(lost)")
    } else {
      #expect(more.isEmpty, "\(more)")
    }
    #expect(site.plan().refusals.isEmpty)
    _ = try site.parsed()
  }

  @Test func whatAgentTomlCanHaveIsInIt() throws {
    #expect(
      try Site().with("TimeoutStopUSec", "infinity").parsed().timeouts.stopMilliseconds
        == 3_600_000)
    #expect(
      try Site().with("TimeoutStopUSec", "300000000").parsed().timeouts.stopMilliseconds == 300_000)
    #expect(try Site().with("LimitNOFILE", "infinity").parsed().limits.openFiles == 1_048_576)
    #expect(try Site().with("TasksMax", "infinity").parsed().limits.tasks == 4_194_304)
    #expect(try Site().with("TasksMax", "9000").parsed().limits.tasks == 9_000)
    #expect(try Site().with("MemoryHigh", "1610612736").parsed().limits.memoryHigh == "1536M")
    #expect(try Site().with("MemoryHigh", "infinity").parsed().limits.memoryHigh == "")
  }

  @Test func whoElseDependsOnItIsTold() {
    var site = Site()
    site.change {
      $0.calledBy = "vnode.service"
      $0.dependents = ["watcher.service"]
      $0.triggers = ["node.socket", "node.timer"]
      $0.mainProcess = 4_700
      $0.killMode = "process"
      $0.effective.append(.init("Service", "ExecStart", "/home/devops/run.sh"))
    }
    let lost = site.plan().lost
    for words in [
      "vnode.service is another name of node.service", "watcher.service needs node.service",
      "node.timer starts node.service", "node.socket starts node.service",
      "ExecStart=/home/devops/run.sh of node.service, which starts",
      "KillMode=process of node.service",
    ] { #expect(lost.contains { $0.hasPrefix(words) }, "\(words): \(lost)") }
  }

  @Test func aUserUnitIsNamedAndHasToBeDisabled() {
    var site = Site()
    site.node.origin = .userUnit(name: "vnode.service", account: "devops")
    #expect(site.plan().refusals.isEmpty)
    #expect(site.node.name == "vnode.service of devops")
    site.node.isEnabledForUser = true
    #expect(
      site.plan().refusals.map(\.hint) == ["systemctl --user -M devops@ disable vnode.service"])
  }

  @Test func whatStartedAProcessIsTold() {
    var site = Site()
    site.node.origin = .process(parent: "bash")
    site.node.parents = ["bash", "screen"]
    #expect(site.plan().lost.contains { $0.hasPrefix("what started it (bash < screen)") })
  }

  // MARK: From systemd

  private func settings(
    _ service: ForeignUnitProperties.Values, unit: ForeignUnitProperties.Values = [:],
    plain: ForeignUnitProperties.Values = [:], manager: ForeignUnitProperties.Values = [:]
  ) -> [String] {
    ForeignUnitProperties(
      unit: unit, service: service, plainUnit: [:], plainService: plain, manager: manager
    ).effective.map { "\($0.section) \($0.key)=\($0.value)" }
  }

  @Test func onlyWhatDiffersFromAUnitThatSaysNothingIsASetting() {
    let plain: ForeignUnitProperties.Values = [
      "Nice": [["0"]], "KillSignal": [["15"]], "LimitNOFILE": [["20000"]],
      "WatchdogUSec": [["infinity"]], "TimeoutStopUSec": [["90000000"]],
      "TimeoutAbortUSec": [["90000000"]], "BindPaths": [], "MainPID": [["0"]],
    ]
    let usual: ForeignUnitProperties.Values = [
      "Nice": [["0"]], "KillSignal": [["15"]], "LimitNOFILE": [["524288"]],
      "WatchdogUSec": [["0"]], "TimeoutStopUSec": [["90000000"]],
      "TimeoutAbortUSec": [["90000000"]], "BindPaths": [], "MainPID": [["7"]],
      "MemoryCurrent": [["4096"]], "Slice": [["system.slice"]], "Type": [["simple"]],
      "Restart": [["no"]],
    ]
    let manager: ForeignUnitProperties.Values = ["DefaultLimitNOFILE": [["524288"]]]
    #expect(settings(usual, plain: plain, manager: manager) == ["Service Restart=no"])
    var said = usual
    said["Nice"] = [["5"]]
    said["TimeoutStopUSec"] = [["infinity"]]
    said["TimeoutAbortUSec"] = [["infinity"]]
    said["BindPaths"] = [["/a", "/b", "no", "16384"]]
    said["LimitNOFILE"] = [["infinity"]]
    #expect(
      settings(said, plain: plain, manager: manager) == [
        "Service BindPaths=/a:/b", "Service LimitNOFILE=infinity", "Service Nice=5",
        "Service Restart=no", "Service TimeoutStopUSec=infinity",
      ])
  }

  @Test func valuesThatMayBeSecretsAreLeftOut() {
    let times = ["0", "0", "0", "0", "0", "0", "0"]
    let text = settings([
      "SetCredential": [["wallet", "17"]],
      "Environment": [["RUST_LOG=info"], ["API_TOKEN=geheim"]],
      "ExecStartPost": [
        ["/bin/curl", "curl", "-H", "Authorization: Bearer geheim", "https://x", "no"] + times,
        ["/bin/sh", "sh", "-c", "curl -u a:geheim --password=geheim", "no"] + times,
        ["/bin/tool", "tool", "--api-key", "geheim", "--to", "b", "no"] + times,
      ],
      "LogExtraFields": [["TOKEN=geheim"]],
    ])
    #expect(!text.joined().contains("geheim"), "\(text)")
    #expect(
      text == [
        "Service Environment=RUST_LOG API_TOKEN",
        "Service ExecStartPost=/bin/curl -H … https://x",
        "Service ExecStartPost=/bin/sh -c …",
        "Service ExecStartPost=/bin/tool --api-key … --to b", "Service LogExtraFields=…",
        "Service SetCredential=wallet",
      ], "\(text)")
  }
}
