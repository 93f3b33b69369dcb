import Basics
import LinuxSystem
import OnDisk
import TestSupport
import Testing

@Suite struct OwnTests {
  let host: ChainFixture
  init() throws { host = try ChainFixture() }

  @Test func aMoveLeavesThisTree() throws {
    #expect(try host.chain.own(host.generation(1, host.old)))
    #expect(try host.chain.own(host.generation(2, host.new)))
    #expect(
      try host.tree() == [
        "current -> generations/2",
        "generations/1/release -> ../../../../releases/\(host.old)",
        "generations/1/unit",
        "generations/2/release -> ../../../../releases/\(host.new)",
        "generations/2/unit",
      ])
    #expect(host.chain.current() == .generation(host.generation(2, host.new)))
    #expect(try File.text("\(host.home)/generations/2/unit", limit: 99) == "alphaos.service\n")
    #expect(
      try File.status("\(host.home)/current/release/alphaos", following: true)?.kind == .regular)
  }

  @Test func theSameAgainChangesNothingEvenWhileTheNodeRuns() throws {
    try host.chain.own(host.generation(1, host.old))
    let node = try ChainLockFile(host.paths, host.alpha).take()
    #expect(try host.chain.own(host.generation(1, host.old)) == false)
    _ = consume node
  }

  @Test func nothingMovesWhileTheNodeRuns() throws {
    try host.chain.own(host.generation(1, host.old))
    let before = try host.tree()
    let node = try ChainLockFile(host.paths, host.alpha).take()
    #expect(host.kind { () throws(Failure) in try own(2, host.new) } == "chain_locked")
    #expect(try host.tree() == before)
    _ = consume node
    try own(2, host.new)
  }

  @Test func numbersOnlyGoUp() throws {
    try own(3, host.old)
    #expect(host.kind { () throws(Failure) in try own(3, host.new) } == "generation_conflict")
    #expect(host.kind { () throws(Failure) in try own(2, host.new) } == "generation_conflict")
    #expect(host.kind { () throws(Failure) in try own(0, host.new) } == "generation_invalid")
    #expect(host.chain.current() == .generation(host.generation(3, host.old)))
  }

  @Test func aReleaseThatIsNotThereIsRefused() throws {
    try File.remove(host.paths.executable(host.new))
    #expect(host.kind { () throws(Failure) in try own(1, host.new) } == "release_not_found")
    #expect(try host.tree() == [])
  }

  @Test func aUnitThatIsNoServiceIsRefused() throws {
    for unit in ["", "alphaos", "a b.service", "../x.service", ".service", "alphaos.socket"] {
      let generation = Generation(number: 1, unit: unit, release: host.old)
      #expect(
        host.kind { () throws(Failure) in try host.chain.own(generation) } == "generation_invalid")
    }
  }

  /// What a power cut can leave at each step of a move.
  @Test func aMoveThatWasCutOffIsDoneAgain() throws {
    try own(1, host.old)
    try host.folder.file("var/lib/adnet/chains/alpha/generations/.2.new/unit", "half")
    try Folder.link("\(host.home)/.current.new", to: "generations/9")
    try own(2, host.new)
    #expect(host.chain.current() == .generation(host.generation(2, host.new)))
    #expect(try host.tree().count == 5)
  }

  @Test func aGenerationThatNeverHeldIsReplaced() throws {
    try own(1, host.old)
    try host.folder.file("var/lib/adnet/chains/alpha/generations/2/unit", "other.service\n")
    #expect(host.chain.current() == .generation(host.generation(1, host.old)))
    try own(2, host.new)
    #expect(host.chain.current() == .generation(host.generation(2, host.new)))
  }

  @Test func aChainThatIsDamagedCanBeMovedOn() throws {
    try own(1, host.old)
    try Folder.removeTree("\(host.home)/generations/1")
    try own(2, host.new)
    #expect(host.chain.current() == .generation(host.generation(2, host.new)))
  }

  @Test func oldGenerationsGoButNeverTheCurrentOrTheOneBefore() throws {
    for number in 1...14 { try own(number, number.isMultiple(of: 2) ? host.new : host.old) }
    let numbers = try Folder.names(in: "\(host.home)/generations").compactMap { Int($0) }.sorted()
    #expect(numbers == Array(5...14))
  }

  private func own(_ number: Int, _ release: ReleaseID) throws(Failure) {
    try host.chain.own(host.generation(number, release))
  }
}
