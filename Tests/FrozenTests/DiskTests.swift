import AgentConfig
import Basics
import LinuxSystem
import TestSupport
import Testing

@testable import OnDisk

/// A host's folders as a version has left them.
@Suite struct DiskTests {
  @Test func thereAreDisksOfEachVersion() {
    for version in Frozen.versions {
      #expect(Frozen.disks.map(\.version).filter { $0 == version }.count >= 3, "\(version)")
    }
  }

  @Test(arguments: Frozen.disks) func theConfigurationIsUnderstood(_ disk: Frozen.Item) throws {
    let (folder, paths) = try Frozen.host(disk)
    defer { withExtendedLifetime(folder) {} }
    let (configuration, problems) = try ConfigurationFiles.load(paths)
    #expect(configuration?.chains.count == 2 && problems.isEmpty, "\(problems)")
    #expect(try ConfigurationFiles.inForce(paths).chains.count == 2)
    // 0.1.0 kept no record of what it had applied.
    #expect(try (ConfigurationFiles.applied(paths) == nil) == (disk.version == "0.1.0"))
  }

  @Test(arguments: Frozen.disks) func everyGenerationIsUnderstood(_ disk: Frozen.Item) throws {
    let (folder, paths) = try Frozen.host(disk)
    defer { withExtendedLifetime(folder) {} }
    for name in ["alpha", "delta"] {
      let chain = ChainFolder(paths, try #require(ChainName(name)))
      let numbers = try chain.numbers()
      #expect(!numbers.isEmpty)
      for number in numbers {
        let generation = try chain.generation(number)
        #expect(UnitName.isService(generation.unit))
        // Until 0.2 a generation didn't say what its node is started with.
        #expect((chain.nodeStart(of: number) == nil) == (disk.version == "0.1.0"), "\(number)")
        try folder.file(
          "var/lib/adnet/releases/\(generation.release)/\(generation.release.program)", "")
      }
      let current = try #require(chain.current().generation)
      #expect(numbers.contains(current.number))
    }
  }

  @Test(arguments: Frozen.disks.filter { $0.version != "0.1.0" })
  func aConfigurationOfALaterVersionIsRefused(_ disk: Frozen.Item) throws {
    let (folder, paths) = try Frozen.host(disk)
    defer { withExtendedLifetime(folder) {} }
    let later = try File.text(paths.appliedConfiguration, limit: 1 << 20)
      .replacing("adnet.configuration/1", with: "adnet.configuration/2")
    try folder.file("var/lib/adnet/configuration.json", later)
    let failure = #expect(throws: Failure.self) { try ConfigurationFiles.applied(paths) }
    #expect(failure?.exit == .invalid && failure?.hint != nil)
    #expect(
      failure?.reason == "its schema is adnet.configuration/2, known is adnet.configuration/1")
    #expect(try File.text(paths.appliedConfiguration, limit: 1 << 20) == later)
  }
}
