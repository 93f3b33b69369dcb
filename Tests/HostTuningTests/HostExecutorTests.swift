import Basics
import HostCore
import LinuxSystem
import TestSupport
import Testing

@testable import HostTuning

/// Steps on a folder in the place of /; with the real mkswap.
@Suite struct HostExecutorTests {
  let host: HostFixture
  init() throws { host = try HostFixture() }

  private func status(_ path: String) throws -> FileStatus? {
    try File.status(host.folder.path + path)
  }

  @Test(arguments: [SwapFileSupport.reserve, .zeros])
  func aSwapFileIsWholeAndClosed(_ recipe: SwapFileSupport) throws {
    try host.perform(.createSwapFile(path: "/swapfile", bytes: 9 << 20, recipe: recipe))
    let made = try #require(try status("/swapfile"))
    #expect(made.size == 9 << 20)
    #expect(made.allocatedBytes >= 9 << 20)
    #expect(made.mode == 0o600)
    let seen = try #require(host.observation().swap.value)
    #expect(seen.files.map(\.hasSignature) == [true])
    #expect(seen.leftovers.isEmpty)
    #expect(try File.status("\(host.folder.path)/swapfile.adnet-unfinished") == nil)
    // What is left is to write its unit and to start it.
    let rest = host.plan().steps.filter { step in
      if case .createSwapFile = step { true } else { false }
    }
    #expect(rest.isEmpty)
  }

  @Test func aCreationThatFailsLeavesNothing() throws {
    #expect(
      host.kind(.createSwapFile(path: "/none/swapfile", bytes: 1 << 20, recipe: .zeros))
        == "not_found")
    guard SmallDisk.isPossible else { return }
    let disk = try SmallDisk(kilobytes: 1024)
    let executor = HostExecutor(host)
    for recipe in [SwapFileSupport.zeros, .reserve] {
      let step = HostStep.createSwapFile(path: "\(disk.path)/s", bytes: 8 << 20, recipe: recipe)
      do throws(Failure) {
        try executor.perform(step) { _ in }
        Issue.record("8 MiB fit into one")
      } catch {
        #expect(error.kind.rawValue == "no_space")
        #expect(error.text.hasPrefix("cannot create \(disk.path)/s: "))
      }
      #expect(try Folder.names(in: disk.path).isEmpty)
    }
  }

  @Test func whatIsRemovedLeavesNothing() throws {
    try host.perform(.createSwapFile(path: "/swapfile", bytes: 1 << 20, recipe: .zeros))
    try host.perform(.writeSwapUnit(path: "/swapfile"))
    try host.perform(.removeSwapFile(path: "/swapfile"))
    for path in [
      "/swapfile", "/etc/systemd/system/swapfile.swap",
      "/etc/systemd/system/swap.target.wants/swapfile.swap",
    ] { #expect(try status(path) == nil, "\(path)") }
    #expect(host.orders == ["reload", "stop swapfile.swap", "reload"])
    // Once more, as after an interruption.
    try host.perform(.removeSwapFile(path: "/swapfile"))
  }

  @Test func aFileThatIsThereIsNeverOverwritten() throws {
    try host.folder.file("swapfile.adnet-unfinished", "somebody's")
    #expect(
      host.kind(.createSwapFile(path: "/swapfile", bytes: 1 << 20, recipe: .zeros))
        == "already_exists")
  }

  @Test func theUnitIsThereForThisBootAndTheNext() throws {
    try host.perform(.writeSwapUnit(path: "/swapfile"))
    let folder = "\(host.folder.path)/etc/systemd/system"
    let text = try File.text("\(folder)/swapfile.swap", limit: 4096)
    #expect(text.contains("\nDefaultDependencies=no\n"))
    #expect(text.contains("\nBefore=swap.target\n"))
    #expect(
      try File.readLink("\(folder)/swap.target.wants/swapfile.swap") == "\(folder)/swapfile.swap")
    #expect(host.orders == ["reload"])
    try host.perform(.writeSwapUnit(path: "/swapfile"))
    #expect(try #require(host.observation().swap.value).units.map(\.source) == [.ours])
    try host.folder.file("etc/systemd/system/swapfile.swap", text + "Priority=5\n")
    #expect(try #require(host.observation().swap.value).units.map(\.source) == [.oursChanged])
  }

  @Test func aForeignUnitIsNotOverwritten() throws {
    let path = try host.folder.file("etc/systemd/system/swapfile.swap", "[Swap]\nWhat=/swapfile\n")
    #expect(host.kind(.writeSwapUnit(path: "/swapfile")) == "swap_unit_foreign")
    #expect(try File.text(path, limit: 4096) == "[Swap]\nWhat=/swapfile\n")
  }

  @Test func aSettingIsReadBack() throws {
    try host.folder.file("proc/sys/vm/swappiness", "")
    try host.perform(.setSwappiness(10, was: 60))
    #expect(try File.text("\(host.folder.path)/proc/sys/vm/swappiness", limit: 9) == "10")
    // The rest of a longer text stays: as a kernel that takes another value than it was given.
    try host.folder.file("proc/sys/vm/swappiness", "607")
    #expect(host.kind(.setSwappiness(10, was: 60)) == "setting_refused")
  }

  @Test func theScoreOfAnotherProcessWithTheNumberStays() throws {
    let step = HostStep.setScore(process: 7, name: "x", unit: "alphaos.service", to: -500, was: 0)
    #expect(host.kind(step) == nil, "it has ended")
    try host.folder.file("proc/7/oom_score_adj", "")
    try host.folder.file("proc/7/cgroup", "0::/user.slice/x.scope\n")
    try host.perform(step)
    #expect(try File.text("\(host.folder.path)/proc/7/oom_score_adj", limit: 9) == "")
    try host.folder.file("proc/7/cgroup", "0::/adnet.slice/alphaos.service\n")
    try host.perform(step)
    #expect(try File.text("\(host.folder.path)/proc/7/oom_score_adj", limit: 9) == "-500")
  }
}
