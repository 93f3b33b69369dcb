import Basics
import DoorAPI
import LinuxSystem
import OnDisk
import PrivilegedDoor
import TestSupport
import Testing

@Suite struct ChainRequestTests {
  let host: DoorFixture
  init() throws { host = try DoorFixture() }

  @Test func aChainIsMovedAndMovedAgainWithoutHarm() throws {
    let release = try host.install()
    #expect(try host.work.perform(host.own(1, release)).changed == true)
    #expect(try host.work.perform(host.own(1, release)).changed == false)
    let folder = ChainFolder(host.paths, host.alpha)
    #expect(folder.current().generation?.release == release)
  }

  @Test func aChainNobodyKnowsIsRefused() throws {
    let generation = Generation(number: 1, unit: "gammaos.service", release: try host.install())
    let gamma = try #require(ChainName("gamma"))
    #expect(
      host.refusal(.own(chain: gamma, generation: generation, settingsOf: nil)) == "chain_unknown")
  }

  @Test func aUnitOfAnotherChainIsRefused() throws {
    let release = try host.install()
    for unit in ["deltaos.service", "adnet@delta.service", "adnet-relay@alpha.service"] {
      #expect(host.refusal(host.own(1, release, unit: unit)) == "unit_not_ours")
    }
    _ = try host.work.perform(host.own(1, release, unit: "adnet@alpha.service"))
  }

  @Test func aReleaseThatIsNotInstalledIsRefused() throws {
    let release = try #require(ReleaseID("alphaos/9-0123456789ab"))
    #expect(host.refusal(host.own(1, release)) == "release_not_found")
    try host.folder.file("var/lib/adnet/releases/\(release)/alphaos", "by hand")
    #expect(host.refusal(host.own(1, release)) == "not_found", "it has no manifest")
  }

  @Test func aReleaseThatAChainRunsStays() throws {
    let (old, new) = (try host.install("1"), try host.install("2"))
    _ = try host.work.perform(host.own(1, old))
    _ = try host.work.perform(host.own(2, new))
    #expect(host.refusal(.removeRelease(new)) == "release_in_use")
    #expect(try host.work.perform(.removeRelease(old)).changed == true)
    #expect(try host.work.perform(.removeRelease(old)).changed == false)
  }

  @Test func nothingIsRemovedWhileAChainsLinkIsDamaged() throws {
    let release = try host.install()
    try Folder.link("\(host.paths.chain(host.alpha))/current", to: "nowhere")
    #expect(host.refusal(.removeRelease(release)) == "chain_invalid")
  }
}
