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
    ? [
      .enableExperimentalFeature("Embedded"),
      .unsafeFlags(["-wmo", "-Osize", "-Xfrontend", "-mergeable-traps"]),
    ] : [])

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
          .unsafeFlags(["-Oz", "-ffunction-sections", "-fno-asynchronous-unwind-tables"]),
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
  room("Basics", quick),
  room("Quorum", quick),
  room("AgentCore", quick, ["Basics", "Quorum"]),
  room("ControlModel", ["AgentCore", "Basics", "Quorum"]),
  room("HostCore", ["Basics"]),
  room("Health", quick, ["Basics", "Quorum"]),
  // libyaml is small and part of no base system: it is linked in.
  .target(
    name: "AgentConfig", dependencies: ["Basics", "CToml", "CYaml", "HostCore", "Quorum"],
    swiftSettings: strict, linkerSettings: [.unsafeFlags(["-Xlinker", "-l:libyaml.a"])]),
  // system
  room("LinuxSystem", ["Basics", "CLinux"]),
  // adapters
  room("Systemd", ["Basics", "CSystemd", "HostCore", "LinuxSystem"]),
  room("OnDisk", ["AgentConfig", "Basics", "CGcrypt", "LinuxSystem"]),
  room(
    "Probes", ["Basics", "Health", "LinuxSystem", "Quorum", nio, nioPosix, nioHTTP, nioWebSocket]),
  room("DoorAPI", ["Basics", "LinuxSystem"]),
  room(
    "ControlAPI", ["AgentCore", "Basics", "ControlModel", "LinuxSystem", nio, nioPosix, nioHTTP]),
  // composition
  room(
    "HostTuning",
    ["AgentConfig", "Basics", "CLinux", "HostCore", "LinuxSystem", "OnDisk", "Systemd"]),
  room(
    "PrivilegedDoor", ["AgentConfig", "Basics", "DoorAPI", "LinuxSystem", "OnDisk", "Systemd"]),
  room(
    "NodeImport",
    [
      "AgentConfig", "AgentCore", "Basics", "ControlAPI", "ControlModel", "Health", "LinuxSystem",
      "OnDisk", "Probes", "Quorum", "Systemd", nio, nioPosix,
    ]),
  room("Relay", ["Basics", "CLinux", "LinuxSystem", nio, nioPosix, nioHTTP]),
  room("ConnectionAdoption", ["Basics", "LinuxSystem", "OnDisk"]),
  room("Ledger", ["Basics", "LinuxSystem", "OnDisk"]),
  room(
    "AgentDaemon",
    [
      "AgentConfig", "AgentCore", "Basics", "ControlAPI", "ControlModel", "DoorAPI", "Health",
      "HostCore", "HostTuning", "LinuxSystem", "OnDisk", "Probes", "Quorum", "Systemd", nio,
      nioPosix,
    ]),
  room(
    "AgentCommands",
    [
      "AgentConfig", "AgentCore", "AgentDaemon", "Basics", "ConnectionAdoption", "ControlAPI",
      "ControlModel", "HostCore", "HostTuning", "Ledger", "LinuxSystem", "NodeImport", "OnDisk",
      "PrivilegedDoor", "Quorum", "Relay", argumentParser,
    ]),
  // executables
  .executableTarget(name: "adnet-agent", dependencies: ["AgentCommands"], swiftSettings: strict),
  // Tests/Support
  support(
    "AgentSimulation", quick, ["AgentCore", "Basics", "Quorum", "Health", "SupervisorCore"]),
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
  tool("sever-trial", ["Basics", "LinuxSystem"]),
  // tests
  tests("SupervisorCoreTests", ["SupervisorCore"]),
  tests("SupervisorTests", ["Supervisor", "CLinux", "CTestSupport", "adnet-testnode"]),
  tests("BasicsTests", ["Basics"]),
  tests("AgentCoreTests", ["AgentCore", "Basics", "Quorum", "TestSupport"], exclude: ["Golden"]),
  tests(
    "AgentSimulationTests", ["AgentSimulation", "AgentCore", "Basics", "TestSupport"],
    exclude: ["Scenarios"]),
  tests(
    "AgentConfigTests",
    [
      "AgentConfig", "AgentCore", "AgentSimulation", "Basics", "Quorum", "SupervisorCore",
      "TestSupport",
    ]),
  tests(
    "ControlAPITests",
    ["ControlAPI", "ControlModel", "AgentCore", "Basics", "LinuxSystem", "TestSupport"]),
  tests(
    "LinuxSystemTests", ["LinuxSystem", "Basics", "CTestSupport", "TestSupport", "sever-trial"]),
  tests(
    "OnDiskTests",
    ["OnDisk", "AgentConfig", "AgentCore", "Basics", "LinuxSystem", "TestSupport"]),
  tests(
    "ProbesTests",
    [
      "Probes", "AgentCore", "Basics", "Quorum", "Health", "HostilePeer", nio, nioPosix, nioHTTP,
      nioWebSocket,
    ]),
  tests(
    "PrivilegedDoorTests",
    [
      "AgentConfig", "PrivilegedDoor", "DoorAPI", "Basics", "LinuxSystem",
      "TestSupport", "OnDisk",
    ]),
  tests(
    "AgentDaemonTests",
    [
      "AgentConfig", "AgentCore", "Basics", "AgentDaemon", "ControlAPI", "ControlModel",
      "Health",
      "LinuxSystem", "OnDisk", "TestSupport",
    ]),
  tests("HostCoreTests", ["HostCore", "Basics"]),
  tests("HealthTests", ["Health", "AgentCore", "Basics", "Quorum", "AgentSimulation"]),
  tests(
    "HostTuningTests",
    ["HostTuning", "HostCore", "Basics", "TestSupport", "LinuxSystem"]),
  tests("ConnectionAdoptionTests", ["ConnectionAdoption", "AgentCore", "Basics", "LinuxSystem"]),
  tests("RelayTests", ["Relay", "AgentCore", "Basics", "LinuxSystem", nio, nioHTTP]),
  tests(
    "AgentCommandsTests",
    [
      "AgentCommands", "AgentConfig", "ControlModel", "ControlAPI", "AgentCore", "Basics", "Quorum",
      "AgentDaemon",
      "NodeImport", "Health", "HostCore", "LinuxSystem", "OnDisk", "TestSupport",
    ],
    exclude: ["Golden"]),
  tests("TestNodeTests", ["TestNode", "adnet-testnode", "CTestSupport"]),
  tests("QuorumTests", ["AgentSimulation", "AgentCore", "Quorum"]),
  tests(
    "NodeImportTests",
    [
      "NodeImport", "AgentConfig", "AgentCore", "Basics", "ControlModel", "LinuxSystem", "Quorum",
      "TestSupport",
    ],
    exclude: ["Plan/Golden", "Work/Golden"]),
  tests(
    "LedgerTests",
    ["Ledger", "Basics", "OnDisk", "LinuxSystem", "TestSupport"]),
  tests(
    "FrozenTests",
    [
      "AgentConfig", "AgentCore", "Basics", "AgentDaemon", "OnDisk", "ControlAPI",
      "ControlModel", "Ledger",
      "LinuxSystem", "NodeImport", "SupervisorCore", "TestSupport",
    ]),
  tests("HouseTests", ["AgentConfig", "TestSupport"]),
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
