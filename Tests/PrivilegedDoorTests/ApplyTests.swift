import Basics
import DoorAPI
import LinuxSystem
import PrivilegedDoor
import TestSupport
import Testing

@Suite struct ApplyTests {
  let host: DoorFixture
  private let dropIn = "etc/systemd/system/alphaos.service.d/50-adnet-agent.conf"
  init() throws { host = try DoorFixture() }

  private func apply() throws(Failure) -> DoorReply { try host.work.perform(.applyConfiguration) }
  private func configure(_ text: String) throws {
    try host.folder.file("etc/adnet-agent/agent.toml", text)
  }
  private func tree() throws -> [String] { try host.folder.tree("etc/systemd/system") }

  @Test func theUnitsSettingsAreWrittenOnceAndSystemdReadsThem() throws {
    let first = try apply()
    #expect(first.changed == true)
    #expect(first.files?.contains("\(host.folder.path)/\(dropIn)") == true)
    let text = try host.folder.text(dropIn)
    #expect(text.contains("ExecStart="))
    let tree = try tree()
    #expect(try apply().changed == false)
    #expect(try self.tree() == tree)
    #expect(host.orders.told == ["reload"], "and nothing is restarted")
  }

  private func modes() throws -> [UInt32] {
    try tree().filter { $0.hasSuffix(".conf") }.map {
      try #require(try File.status("\(host.folder.path)/\($0)")).mode
    }
  }

  @Test func onlyWhatHoldsASecretIsHidden() throws {
    _ = try apply()
    try #expect(Set(modes()) == [0o644])
    try configure(
      "[chain.alpha.command]\narguments = [\"--jwt-secret\", \"geheim\"]\n")
    _ = try apply()
    try #expect(Set(modes()) == [0o640, 0o644])
    let hidden = try tree().filter { try host.folder.text($0).contains("geheim") }
    #expect(!hidden.isEmpty)
    for name in hidden {
      #expect(try File.status("\(host.folder.path)/\(name)")?.mode == 0o640, "\(name)")
    }
  }

  @Test func whatAnEarlierVersionHasHiddenIsShownWithoutAReload() throws {
    _ = try apply()
    let (before, told) = (try tree(), host.orders.told)
    for name in before where name.hasSuffix(".conf") {
      try Folder.setMode("\(host.folder.path)/\(name)", 0o640)
    }
    try host.work.sweep()
    try #expect(Set(modes()) == [0o644])
    #expect(try apply().changed == false)
    #expect(host.orders.told == told)
  }

  @Test func anApplyThatSystemdDidNotHearOfIsToldAgain() throws {
    host.orders.refusal = Failure(FailureKind(rawValue: "bus_lost"), "cannot reload")
    #expect(host.refusal(.applyConfiguration) == "bus_lost")
    host.orders.refusal = nil
    let count = host.orders.told.count
    #expect(try apply().changed == false)
    #expect(Array(host.orders.told[count...]) == ["reload"])
  }

  @Test func whatThePackageSaysAlreadyIsNotWritten() throws {
    _ = try apply()
    try host.folder.file(
      "lib/systemd/system/alphaos.service.d/50-adnet-agent.conf", try host.folder.text(dropIn))
    #expect(try apply().files == ["\(host.folder.path)/\(dropIn)"])
    #expect(try !tree().contains(dropIn))
    #expect(try File.status("\(host.folder.path)/\(Folder.parent(of: dropIn))") == nil)
  }

  @Test func aStaleDropInGoesAndTheOperatorsOwnStays() throws {
    let stale = try host.folder.file("etc/systemd/system/gone.service.d/50-adnet-agent.conf", "x")
    try host.folder.file("etc/systemd/system/gone.service.d/60-mine.conf", "mine")
    try host.folder.file("etc/systemd/system/other.service.d/10-x.conf", "mine")
    #expect(try apply().files?.contains(stale) == true)
    let tree = try tree()
    #expect(!tree.contains("etc/systemd/system/gone.service.d/50-adnet-agent.conf"))
    #expect(tree.contains("etc/systemd/system/gone.service.d/60-mine.conf"))
    #expect(tree.contains("etc/systemd/system/other.service.d/10-x.conf"))
  }

  @Test func aConfigurationWithAProblemChangesNothing() throws {
    try configure("[chain.alpha]\nnonsense = 1\n")
    #expect(host.refusal(.applyConfiguration) == "configuration_invalid")
    #expect(try tree() == [])
    #expect(host.orders.told == [])
  }

  @Test func aSwapUnderWayDoesNotDependOnTheConfiguration() throws {
    try configure("[chain.alpha")
    _ = try host.work.perform(.start(units: ["alphaos.service"]))
    #expect(host.orders.told == ["start alphaos.service"])
  }

  @Test func whatCannotBeWrittenLeavesAllAsItWas() throws {
    _ = try apply()
    let (tree, text) = (try tree(), try host.folder.text(dropIn))
    // A file where a folder has to be: the last of the units can't be written.
    let last = "etc/systemd/system/deltaos.service.d"
    try Folder.removeTree("\(host.folder.path)/\(last)")
    try host.folder.file(last, "in the way")
    try configure("[chain.alpha.limits]\nopen_files = 70000\n")
    #expect(host.refusal(.applyConfiguration) != nil)
    #expect(try host.folder.text(dropIn) == text)
    #expect(try self.tree().filter { $0 != last } == tree.filter { !$0.hasPrefix(last) })
  }
}
