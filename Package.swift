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
  // pure
  room("AgentCore", quick),
  room("ControlModel", ["AgentCore"]),
  room("HostSafety", ["AgentCore"]),
  room("Health", quick, ["AgentCore"]),
  // libyaml is small and part of no base system: it is linked in.
  .target(
    name: "AgentConfig", dependencies: ["AgentCore", "CToml", "CYaml", "HostSafety"],
    swiftSettings: strict, linkerSettings: [.unsafeFlags(["-Xlinker", "-l:libyaml.a"])]),
  // system
  room("LinuxSystem", ["AgentCore", "CLinux"]),
  // adapters
  room("Systemd", ["AgentCore", "CSystemd", "HostSafety", "LinuxSystem"]),
  room("OnDisk", ["AgentConfig", "AgentCore", "CGcrypt", "LinuxSystem"]),
  room(
    "Probes", ["AgentCore", "Health", "LinuxSystem", nio, nioPosix, nioHTTP, nioWebSocket]),
  room("DoorAPI", ["AgentCore", "LinuxSystem"]),
  room("ControlAPI", ["AgentCore", "ControlModel", "LinuxSystem", nio, nioPosix, nioHTTP]),
  // composition
  room(
    "HostTuning",
    ["AgentConfig", "AgentCore", "CLinux", "HostSafety", "LinuxSystem", "OnDisk", "Systemd"]),
  room("Door", ["AgentConfig", "AgentCore", "DoorAPI", "LinuxSystem", "OnDisk", "Systemd"]),
  room(
    "Import",
    [
      "AgentConfig", "AgentCore", "ControlAPI", "ControlModel", "Health", "LinuxSystem", "OnDisk",
      "Probes", "Systemd", nio, nioPosix,
    ]),
  room("Relay", ["AgentCore", "CLinux", "LinuxSystem", nio, nioPosix, nioHTTP]),
  room("Adoption", ["AgentCore", "LinuxSystem", "OnDisk"]),
  room("Ledger", ["AgentCore", "LinuxSystem", "OnDisk"]),
  room(
    "AgentDaemon",
    [
      "AgentConfig", "AgentCore", "ControlAPI", "ControlModel", "DoorAPI", "Health", "HostSafety",
      "HostTuning", "LinuxSystem", "OnDisk", "Probes", "Systemd", nio, nioPosix,
    ]),
  room(
    "AgentCommands",
    [
      "Adoption", "AgentConfig", "AgentCore", "AgentDaemon", "ControlAPI", "ControlModel", "Door",
      "HostSafety", "HostTuning", "Import", "Ledger", "LinuxSystem", "OnDisk", "Relay",
      argumentParser,
    ]),
  // executables
  .executableTarget(name: "adnet-agent", dependencies: ["AgentCommands"], swiftSettings: strict),
  // Tests/Support
  support(
    "AgentSimulation", quick, ["AgentCore", "Health", "SupervisorCore"]),
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
  tests("AgentCoreTests", ["AgentCore", "TestSupport"], exclude: ["Golden"]),
  tests(
    "AgentSimulationTests", ["AgentSimulation", "AgentCore", "TestSupport"],
    exclude: ["Scenarios"]),
  tests("AgentConfigTests", ["AgentConfig", "AgentCore"]),
  tests(
    "ConfigurationFilesTests",
    ["OnDisk", "AgentConfig", "LinuxSystem", "AgentCore", "TestSupport"]),
  tests(
    "ControlAPITests", ["ControlAPI", "ControlModel", "AgentCore", "LinuxSystem", "TestSupport"]),
  tests("LinuxSystemTests", ["LinuxSystem", "AgentCore", "TestSupport"]),
  tests("ReleasesTests", ["OnDisk", "AgentCore", "LinuxSystem", "TestSupport"]),
  tests("ChainsTests", ["OnDisk", "AgentCore", "LinuxSystem", "TestSupport"]),
  tests("StateStoreTests", ["OnDisk", "AgentCore", "LinuxSystem", "TestSupport"]),
  tests(
    "ProbesTests",
    ["Probes", "AgentCore", "Health", "HostilePeer", nio, nioPosix, nioHTTP, nioWebSocket]),
  tests(
    "DoorTests",
    ["AgentConfig", "Door", "DoorAPI", "AgentCore", "LinuxSystem", "TestSupport", "OnDisk"]),
  tests(
    "AgentDaemonTests",
    [
      "AgentConfig", "AgentCore", "AgentDaemon", "ControlAPI", "ControlModel", "Health",
      "LinuxSystem", "OnDisk", "TestSupport",
    ]),
  tests("HostSafetyTests", ["HostSafety", "AgentCore"]),
  tests("HealthTests", ["Health", "AgentCore", "AgentSimulation"]),
  tests(
    "HostTuningTests", ["HostTuning", "HostSafety", "AgentCore", "TestSupport", "LinuxSystem"]),
  tests("AdoptionTests", ["Adoption", "AgentCore", "LinuxSystem"]),
  tests("RelayTests", ["Relay", "AgentCore", "LinuxSystem", nioHTTP]),
  tests(
    "AgentCommandsTests",
    [
      "AgentCommands", "AgentConfig", "ControlModel", "ControlAPI", "AgentCore", "AgentDaemon",
      "Import", "Health", "HostSafety", "LinuxSystem", "OnDisk", "TestSupport",
    ],
    exclude: ["Golden"]),
  tests("TestNodeTests", ["TestNode", "adnet-testnode", "CTestSupport"]),
  tests("QuorumTests", ["AgentSimulation", "AgentCore"]),
  tests("TextTreeTests", ["AgentConfig"]),
  tests("GenesisTests", ["AgentSimulation", "AgentConfig", "AgentCore"]),
  tests(
    "ForeignNodesTests",
    ["Import", "AgentConfig", "AgentCore", "ControlModel", "TestSupport"],
    exclude: ["Golden"]),
  tests(
    "ImportWorkTests", ["Import", "AgentCore", "LinuxSystem", "TestSupport"],
    exclude: ["Golden"]),
  tests("LedgerTests", ["Ledger", "AgentCore", "OnDisk", "LinuxSystem", "TestSupport"]),
  tests(
    "FrozenTests",
    [
      "AgentConfig", "AgentCore", "AgentDaemon", "OnDisk", "ControlAPI", "ControlModel", "Ledger",
      "LinuxSystem", "SupervisorCore", "TestSupport",
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
      .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
      .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    ],
  targets: embedded ? supervisorTargets : supervisorTargets + agentTargets,
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu17,
  cxxLanguageStandard: .cxx17
)
