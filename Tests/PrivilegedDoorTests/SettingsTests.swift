import AgentConfig
import Basics
import DoorAPI
import LinuxSystem
import OnDisk
import PrivilegedDoor
import TestSupport
import Testing

/// A generation keeps what its node is started with, and the units follow the generation.
@Suite struct SettingsTests {
  let host: DoorFixture
  init() throws { host = try DoorFixture() }

  private var chain: ChainFolder { ChainFolder(host.paths, host.alpha) }
  private let unit = "etc/systemd/system/alphaos.service.d/50-adnet-agent.conf"
  private let socket = "etc/systemd/system/adnet-alpha-rest.socket.d/50-adnet-agent.conf"

  private func configure(_ text: String) throws {
    try host.folder.file("etc/adnet-agent/agent.toml", text)
  }

  private func own(
    _ number: Int, _ release: ReleaseID, like settingsOf: Int? = nil,
    unit: String = "alphaos.service"
  ) throws {
    _ = try host.work.perform(
      .own(
        chain: host.alpha, generation: Generation(number: number, unit: unit, release: release),
        settingsOf: settingsOf))
  }

  private func start(_ number: Int) throws -> NodeStart {
    try #require(chain.nodeStart(of: number))
  }

  @Test func aGenerationKeepsWhatWasAppliedWhenItWasMade() throws {
    try configure("[chain.alpha.command]\nalphaos = [\"start\", \"--good\"]\n")
    let release = try host.install()
    _ = try host.work.perform(.applyConfiguration)
    try own(1, release)
    #expect(try start(1).arguments == ["start", "--good"])
    #expect(
      try File.status("\(host.paths.chain(host.alpha))/generations/1/start")?.mode == 0o640)

    // Edited, and not applied: it isn't anything yet.
    try configure("[chain.alpha.command]\nalphaos = [\"start\", \"--wrong\"]\n")
    try own(2, release)
    #expect(try start(2).arguments == ["start", "--good"])

    _ = try host.work.perform(.applyConfiguration)
    #expect(try host.folder.text(unit).contains("--good"))
    #expect(try start(2).arguments == ["start", "--good"])
    try own(3, release)
    #expect(try start(3).arguments == ["start", "--wrong"])
    #expect(try host.folder.text(unit).contains("--wrong"))

    try own(4, release, like: 2)
    #expect(try start(4) == start(2))
    #expect(try host.folder.text(unit).contains("--good"))
  }

  /// Boot opens the sockets that the node of the generation has.
  @Test func thePortsOfTheOwnerStayUntilItIsAnother() throws {
    let release = try host.install()
    try configure("")
    _ = try host.work.perform(.applyConfiguration)
    try own(1, release)
    try configure("[chain.alpha.ports.rest]\nport = 3040\n")
    _ = try host.work.perform(.applyConfiguration)
    #expect(try host.folder.text(socket).contains("ListenStream=0.0.0.0:3030"))
    try own(2, release)
    #expect(try host.folder.text(socket).contains("ListenStream=0.0.0.0:3040"))
    try own(3, release, like: 1)
    #expect(try host.folder.text(socket).contains("ListenStream=0.0.0.0:3030"))
  }

  /// Its node runs with what the drop-in says, whatever the files say by now.
  @Test func aGenerationOfAVersionBeforeGetsWhatItsUnitWasToldByIt() throws {
    let release = try host.install()
    try configure("[chain.alpha.command]\nalphaos = [\"start\", \"--old\", \"50 % of it\"]\n")
    _ = try host.work.perform(.applyConfiguration)
    try own(1, release)
    try File.remove("\(host.paths.chain(host.alpha))/generations/1/start")
    try File.remove(host.paths.appliedConfiguration)
    try configure("[chain.alpha.command]\nalphaos = [\"start\", \"--new\"]\n")
    _ = try host.work.perform(.applyConfiguration)
    #expect(try start(1).arguments == ["start", "--old", "50 % of it"])
    #expect(try host.folder.text(unit).contains("--old"))
  }

  /// Nobody is left without a node for a file that is being edited.
  @Test func aWayBackNeedsNoConfiguration() throws {
    let release = try host.install()
    try configure("")
    try own(1, release)
    try own(2, release)
    try configure("[chain.alpha")
    try File.writeAtomically([0x7b], to: host.paths.appliedConfiguration)
    try own(3, release, like: 1)
    #expect(try start(3) == start(1))
    #expect(host.refusal(host.own(4, release)) == "applied_configuration_invalid")
  }

  /// It has other words, and may serve other chains.
  @Test func noUnitIsStartedWithTheSettingsOfAnother() throws {
    let release = try host.install()
    try configure("")
    try own(1, release)
    try own(2, release, unit: "adnet@alpha.service")
    try own(3, release, like: 1, unit: "adnet@alpha.service")
    #expect(try start(3) == start(2))
    #expect(try start(3) != start(1))
  }

  @Test func theNewestGenerationOfARollbacksReleaseIsKept() throws {
    let (old, new) = (try host.install("1.0"), try host.install("2.0"))
    try configure("")
    try own(1, old)
    for number in 2...20 { try own(number, new) }
    #expect(chain.nodeStart(of: 1) != nil)
    #expect(chain.nodeStart(of: 2) == nil)
  }

  /// Systemd is told nothing twice, and nothing is forgotten that it has to read.
  @Test func aMoveThatFailsLeavesTheUnitsToWhoeverOwnsTheChain() throws {
    let release = try host.install()
    try configure("[chain.alpha.limits]\ntasks = 5000\n")
    _ = try host.work.perform(.applyConfiguration)
    try own(1, release)
    let before = try host.folder.text(unit)
    try configure("[chain.alpha.limits]\ntasks = 6000\n")
    _ = try host.work.perform(.applyConfiguration)
    host.orders.refusal = Failure(FailureKind(rawValue: "bus_lost"), "cannot reload")
    #expect(host.refusal(host.own(2, release)) == "bus_lost")
    #expect(try host.folder.text(unit) == before)
    #expect(chain.current().generation?.number == 1)

    host.orders.refusal = nil
    let count = host.orders.told.count
    // The units are as it wants them; what systemd has in mind may be the attempt's.
    try own(2, release, like: 1)
    #expect(Array(host.orders.told[count...]) == ["reload"])
    try own(3, release, like: 1)
    #expect(host.orders.told.count == count + 1)
  }

  @Test func aHomeIsAskedForWhereTheAccountIsAnother() throws {
    let release = try host.install()
    let mark = host.paths.homeMark(host.alpha)
    try configure("[chain.alpha]\nuser = \"adnet-alpha\"\n")
    _ = try host.work.perform(.applyConfiguration)
    try own(1, release)
    try own(2, release)
    #expect(try File.status(mark) == nil)
    try configure("")
    _ = try host.work.perform(.applyConfiguration)
    #expect(try File.status(mark) == nil)
    try own(3, release)
    #expect(
      try File.text(mark, limit: 200)
        == "nobody until adnet-home@alpha.service has given its home to adnet-node\n")
    #expect(try host.folder.text(unit).contains("User=adnet-node"))
    // The way back, before anything of it was given.
    try own(4, release, like: 2)
    #expect(try File.status(mark) == nil)
    #expect(try host.folder.text(unit).contains("User=adnet-alpha"))
  }

  /// What another chain's node was told is known from its unit alone, which is about to be written.
  @Test func aMoveOfOneChainKeepsWhatTheOtherRunsWith() throws {
    let release = try host.install()
    try configure("[chain.delta.command]\ndeltaos = [\"start\", \"--old\"]\n")
    _ = try host.work.perform(.applyConfiguration)
    let delta = ChainFolder(host.paths, try #require(ChainName("delta")))
    let generation = Generation(
      number: 1, unit: "deltaos.service",
      release: try #require(ReleaseID("deltaos/1.0-0123456789ab")))
    try host.folder.file("var/lib/adnet/releases/\(generation.release)/deltaos")
    try delta.own(generation)
    try File.remove(host.paths.appliedConfiguration)
    try configure("[chain.delta.command]\ndeltaos = [\"start\", \"--new\"]\n")
    try own(1, release)
    #expect(delta.nodeStart(of: 1)?.arguments == ["start", "--old"])
    let text = try host.folder.text("etc/systemd/system/deltaos.service.d/50-adnet-agent.conf")
    #expect(text.contains("--old"))
  }

  /// Systemd would listen for both at one port.
  @Test func noChainIsMovedOntoThePortsOfAnotherThatRuns() throws {
    let release = try host.install()
    let delta = ChainFolder(host.paths, try #require(ChainName("delta")))
    let generation = Generation(
      number: 1, unit: "deltaos.service",
      release: try #require(ReleaseID("deltaos/1.0-0123456789ab")))
    try host.folder.file("var/lib/adnet/releases/\(generation.release)/deltaos")
    let start = try #require(
      Configuration().start("deltaos.service", release: generation.release))
    try delta.own(generation, start: start.text)
    try configure(
      "[chain.alpha.ports.rest]\nport = 3031\n[chain.delta.ports.rest]\nport = 3030\n")
    _ = try host.work.perform(.applyConfiguration)
    let node = try ChainLockFile(host.paths, delta.chain).take()
    #expect(host.refusal(host.own(1, release)) == "port_of_another_chain")
    #expect(chain.current() == .missing)
    _ = consume node
    #expect(host.refusal(host.own(1, release)) == nil)
  }
}
