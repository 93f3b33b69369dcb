// swift-tools-version: 6.2
import PackageDescription

// With ADNET_EMBEDDED=1 the package is only the supervisor, built as Embedded Swift: no
// dependencies, no runtime. Without it, the same sources are ordinary Swift and can be tested.
let embedded = Context.environment["ADNET_EMBEDDED"] != nil

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]
let bare: [SwiftSetting] =
  strict
  + (embedded
    ? [.enableExperimentalFeature("Embedded"), .unsafeFlags(["-wmo", "-Osize"])] : [])

/// The simulator runs through thousands of operations in each test run.
let quick: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

func room(
  _ name: String, _ settings: [SwiftSetting] = [], _ dependencies: [Target.Dependency] = []
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict + settings)
}
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  room(name, [], dependencies)
}
/// What tests are made with: never packaged.
func support(
  _ name: String, _ settings: [SwiftSetting] = [], _ dependencies: [Target.Dependency] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Tests/Support/\(name)",
    swiftSettings: strict + settings)
}
func tool(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Tests/Support/\(name)", swiftSettings: strict)
}
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [])
  -> Target
{
  .testTarget(
    name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket: Target.Dependency = .product(name: "NIOWebSocket", package: "swift-nio")
let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

// Floor "supervisor": everything that is also built Embedded.
let supervisorTargets: [Target] = [
  .target(
    name: "CLinux",
    cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]
      + (embedded
        ? [
          .define("ADNET_EMBEDDED"),
          .unsafeFlags(["-Os", "-ffunction-sections", "-fno-asynchronous-unwind-tables"]),
        ] : [])),
  .target(name: "SupervisorCore", swiftSettings: bare + (embedded ? [] : quick)),
  .target(name: "Supervisor", dependencies: ["SupervisorCore", "CLinux"], swiftSettings: bare),
  .executableTarget(
    name: "adnet-supervisor", dependencies: ["Supervisor", "CLinux"], swiftSettings: bare,
    linkerSettings: embedded
      ? [
        .unsafeFlags(["-Xlinker", "--gc-sections", "-Xlinker", "-z", "-Xlinker", "noseparate-code"])
      ]
      : []),
]

let agentTargets: [Target] = [
  // linux
  .systemLibrary(
    name: "CSystemdLibrary", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
  .systemLibrary(name: "CGcrypt", pkgConfig: "libgcrypt", providers: [.apt(["libgcrypt20-dev"])]),
  .target(
    name: "CSystemd", dependencies: ["CSystemdLibrary"],
    cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
  .target(name: "CToml", cxxSettings: [.unsafeFlags(["-Wall", "-Wextra"])]),
  .systemLibrary(name: "CYaml", providers: [.apt(["libyaml-dev"])]),
  room("LinuxSystem", ["CLinux", "AgentCore"]),
  // pure
  room("Quorum", quick),
  room("AgentCore", quick, ["Quorum"]),
  // libyaml is small and part of no base system: it is linked in.
  .target(
    name: "TextTree", dependencies: ["CToml", "CYaml"], swiftSettings: strict,
    linkerSettings: [.unsafeFlags(["-Xlinker", "-l:libyaml.a"])]),
  room("Genesis", ["AgentCore", "Quorum", "TextTree"]),
  room("ControlModel", ["AgentCore", "Quorum"]),
  room("HostSafety", ["AgentCore"]),
  room("Health", quick, ["AgentCore", "Quorum"]),
  room("AgentConfig", ["AgentCore", "HostSafety", "Quorum", "TextTree"]),
  room("ForeignNodes", ["AgentConfig", "AgentCore", "ControlModel", "Quorum"]),
  // adapters
  room("SystemdBus", ["AgentCore", "CSystemd", "LinuxSystem"]),
  room("JournalLog", ["AgentCore", "CSystemd", "HostSafety", "LinuxSystem"]),
  room("Releases", ["AgentCore", "CGcrypt", "LinuxSystem"]),
  room("Chains", ["AgentConfig", "AgentCore", "LinuxSystem"]),
  room("StateStore", ["AgentCore", "LinuxSystem"]),
  room(
    "Probes",
    ["AgentCore", "Health", "LinuxSystem", "Quorum", nio, nioPosix, nioHTTP, nioWebSocket]),
  room("ConfigurationFiles", ["AgentCore", "AgentConfig", "LinuxSystem"]),
  room("DoorAPI", ["AgentCore", "LinuxSystem"]),
  room("HostTuning", ["AgentCore", "CLinux", "HostSafety", "LinuxSystem"]),
  room("ControlAPI", ["AgentCore", "ControlModel", "LinuxSystem", nio, nioPosix, nioHTTP]),
  // composition
  room(
    "Door",
    [
      "AgentCore", "AgentConfig", "ConfigurationFiles", "DoorAPI", "SystemdBus", "Releases",
      "Chains", "JournalLog", "LinuxSystem",
    ]),
  room(
    "HostWork",
    [
      "AgentCore", "AgentConfig", "ConfigurationFiles", "HostSafety", "HostTuning", "JournalLog",
      "LinuxSystem", "SystemdBus",
    ]),
  room(
    "ImportWork",
    [
      "AgentConfig", "AgentCore", "Chains", "ConfigurationFiles", "ControlAPI", "ControlModel",
      "ForeignNodes", "Health", "JournalLog", "LinuxSystem", "Probes", "Releases", "StateStore",
      "SystemdBus", nio, nioPosix,
    ]),
  room("Relay", ["AgentCore", "LinuxSystem", "CLinux", nio, nioPosix, nioHTTP]),
  room("Adoption", ["AgentCore", "Chains", "LinuxSystem"]),
  room("Ledger", ["AgentCore", "Chains", "LinuxSystem"]),
  room(
    "AgentDaemon",
    [
      "AgentCore", "AgentConfig", "ControlModel", "ControlAPI", "SystemdBus", "JournalLog",
      "Releases",
      "Chains", "StateStore", "Probes", "DoorAPI", "LinuxSystem", "ConfigurationFiles",
      "Genesis", "Health", "HostSafety", "HostTuning", "Quorum", nio, nioPosix,
    ]),
  room(
    "AgentCommands",
    [
      "Adoption", "AgentCore", "AgentConfig", "ConfigurationFiles", "ControlModel", "ControlAPI",
      "AgentDaemon", "Chains", "Door", "ForeignNodes", "Genesis", "HostSafety", "HostTuning",
      "HostWork",
      "ImportWork", "Ledger", "Quorum", "Relay", "Releases", "LinuxSystem", "StateStore",
      argumentParser,
    ]),
  // executables
  .executableTarget(name: "adnet-agent", dependencies: ["AgentCommands"], swiftSettings: strict),
  // Tests/Support
  support(
    "AgentSimulation", quick, ["AgentCore", "Health", "Quorum", "SupervisorCore"]),
  tool("adnet-simulate", ["AgentCore", "AgentSimulation"]),
  .target(
    name: "CTestNode", path: "Tests/Support/CTestNode",
    cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
  support("TestNode", [], ["CTestNode"]),
  tool("adnet-testnode", ["TestNode"]),
  .target(name: "CTestSupport", path: "Tests/Support/CTestSupport"),
  support("TestSupport", [], ["LinuxSystem"]),
  support(
    "HostilePeer", [],
    ["Probes", "Health", "LinuxSystem", "AgentSimulation", "TestNode", nio, nioPosix]),
  tool("probe-fuzz", ["HostilePeer", "Probes", "LinuxSystem", "CTestSupport", nioPosix]),
  // tests
  tests("SupervisorCoreTests", ["SupervisorCore"]),
  tests("SupervisorTests", ["Supervisor", "CLinux", "CTestSupport", "adnet-testnode"]),
  tests("AgentCoreTests", ["AgentCore", "Quorum", "TestSupport"], exclude: ["Golden"]),
  tests(
    "AgentSimulationTests", ["AgentSimulation", "AgentCore", "TestSupport"],
    exclude: ["Scenarios"]),
  tests("AgentConfigTests", ["AgentConfig", "AgentCore"]),
  tests(
    "ConfigurationFilesTests",
    ["ConfigurationFiles", "AgentConfig", "LinuxSystem", "AgentCore", "TestSupport"]),
  tests(
    "ControlAPITests", ["ControlAPI", "ControlModel", "AgentCore", "LinuxSystem", "TestSupport"]),
  tests("LinuxSystemTests", ["LinuxSystem", "AgentCore", "TestSupport"]),
  tests("ReleasesTests", ["Releases", "AgentCore", "LinuxSystem", "TestSupport"]),
  tests("ChainsTests", ["Chains", "AgentCore", "LinuxSystem", "TestSupport"]),
  tests("StateStoreTests", ["StateStore", "AgentCore", "LinuxSystem", "TestSupport"]),
  tests(
    "ProbesTests",
    [
      "Probes", "AgentCore", "Health", "HostilePeer", "Quorum", nio, nioPosix, nioHTTP,
      nioWebSocket,
    ]),
  tests(
    "DoorTests",
    ["AgentConfig", "Door", "DoorAPI", "AgentCore", "LinuxSystem", "TestSupport", "Chains"]),
  tests(
    "AgentDaemonTests",
    [
      "AgentConfig", "AgentCore", "AgentDaemon", "ControlAPI", "ControlModel", "Health",
      "LinuxSystem", "StateStore", "TestSupport",
    ]),
  tests("HostSafetyTests", ["HostSafety", "AgentCore"]),
  tests("HealthTests", ["Health", "AgentCore", "AgentSimulation", "Quorum"]),
  tests(
    "HostTuningTests", ["HostTuning", "HostSafety", "AgentCore", "TestSupport", "LinuxSystem"]),
  tests("AdoptionTests", ["Adoption", "AgentCore", "LinuxSystem"]),
  tests("RelayTests", ["Relay", "AgentCore", "LinuxSystem", nioHTTP]),
  tests(
    "AgentCommandsTests",
    [
      "AgentCommands", "AgentConfig", "ControlModel", "ControlAPI", "AgentCore", "AgentDaemon",
      "ForeignNodes", "Genesis", "Health", "HostSafety", "ImportWork", "LinuxSystem", "Quorum",
      "Releases", "TestSupport",
    ],
    exclude: ["Golden"]),
  tests("TestNodeTests", ["TestNode", "adnet-testnode", "CTestSupport"]),
  tests("QuorumTests", ["AgentSimulation", "Quorum"]),
  tests("TextTreeTests", ["TextTree"]),
  tests("GenesisTests", ["AgentSimulation", "Genesis", "Quorum", "TextTree"]),
  tests(
    "ForeignNodesTests",
    ["ForeignNodes", "AgentConfig", "AgentCore", "ControlModel", "Quorum", "TestSupport"],
    exclude: ["Golden"]),
  tests(
    "ImportWorkTests", ["ImportWork", "ForeignNodes", "AgentCore", "LinuxSystem", "TestSupport"],
    exclude: ["Golden"]),
  tests("LedgerTests", ["Ledger", "AgentCore", "Chains", "LinuxSystem", "TestSupport"]),
  tests(
    "FrozenTests",
    [
      "AgentConfig", "AgentCore", "AgentDaemon", "Chains", "ConfigurationFiles", "ControlAPI",
      "ControlModel", "Ledger", "LinuxSystem", "Releases", "StateStore", "SupervisorCore",
      "TestSupport",
    ]),
  tests("HouseTests", []),
]

let package = Package(
  name: "adnet-agent",
  products: embedded
    ? [.executable(name: "adnet-supervisor", targets: ["adnet-supervisor"])]
    : [
      .executable(name: "adnet-supervisor", targets: ["adnet-supervisor"]),
      .executable(name: "adnet-agent", targets: ["adnet-agent"]),
      .executable(name: "adnet-testnode", targets: ["adnet-testnode"]),
    ],
  dependencies: embedded
    ? []
    : [
      .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
      .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
  targets: embedded ? supervisorTargets : supervisorTargets + agentTargets,
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu17,
  cxxLanguageStandard: .cxx17
)
