import HostCore
import HostTuning
import TestSupport
import Testing

/// What is counted between two looks.
@Suite struct VitalsReaderTests {
  let host: HostFixture
  private static let group = "sys/fs/cgroup/adnet.slice/alphaos.service"
  init() throws { host = try HostFixture() }

  private func count(node: Int, host pages: Int) throws {
    try host.folder.file("\(Self.group)/memory.current", "4096\n")
    try host.folder.file(
      "\(Self.group)/memory.stat", "anon 1\nworkingset_refault_anon \(node)\nfile 2\n")
    try host.folder.file("proc/vmstat", "pswpin \(pages)\noom_kill 0\n")
  }

  @Test func swapInIsARateOfTheHostAndOfEachNode() throws {
    var reader = VitalsReader(nodeUnits: ["alphaos.service"], places: [], paths: host.paths)
    try count(node: 100, host: 1_000)
    let first = reader.look(nowBoottimeMs: 0)
    #expect(first.swapInBytesPerSecond == nil && first.nodes.map(\.swapInBytesPerSecond) == [nil])
    try count(node: 150, host: 1_200)
    let second = reader.look(nowBoottimeMs: 10_000)
    #expect(second.swapInBytesPerSecond == 20 * 4096)
    #expect(second.nodes.map(\.swapInBytesPerSecond) == [5 * 4096])
    // A new start counts from nothing.
    try count(node: 3, host: 1_200)
    let third = reader.look(nowBoottimeMs: 20_000)
    #expect(third.swapInBytesPerSecond == 0 && third.nodes.map(\.swapInBytesPerSecond) == [nil])
  }
}
