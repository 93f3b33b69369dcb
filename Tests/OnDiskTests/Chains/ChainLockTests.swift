import Basics
import LinuxSystem
import OnDisk
import Testing

@Suite struct ChainLockTests {
  let host: ChainFixture
  let lock: ChainLockFile
  init() throws {
    host = try ChainFixture()
    lock = ChainLockFile(host.paths, host.alpha)
  }

  @Test func isFreeHeldAndFreeAgain() throws {
    #expect(lock.state() == .free)
    let node = try lock.take()
    #expect(lock.state() == .held)
    _ = consume node
    #expect(lock.state() == .free)
  }

  @Test func looksLeaveItFree() throws {
    for _ in 1...3 { #expect(try lock.look() == .free) }
    _ = try lock.take(waitMilliseconds: 0)
  }

  @Test func twoOfUsCanLookAtOnce() throws {
    let other = try FileLock.take(host.paths.chainLock(host.alpha), .shared)
    #expect(lock.state() == .free)
    _ = consume other
  }

  @Test func isHeldAsLongAsACopyOfItsDescriptorLives() throws {
    let node = try lock.take()
    let copy = try node.descriptor.duplicate()
    _ = consume node
    #expect(lock.state() == .held)
    _ = consume copy
    #expect(lock.state() == .free)
  }

  @Test func withoutItsFileNothingIsKnown() throws {
    try File.remove(host.paths.chainLock(host.alpha))
    #expect(lock.state() == .unknown)
    #expect(host.kind { () throws(Failure) in _ = try lock.look() } == "chain_lock_missing")
    #expect(host.kind { () throws(Failure) in _ = try lock.take() } == "chain_lock_missing")
  }
}
