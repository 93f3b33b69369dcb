import LinuxSystem
import OnDisk
import TestSupport
import Testing

@Suite struct SaveReserveTests {
  private struct Memory: Codable, Hashable, Sendable {
    var schema = "test.memory/1"
    var text = ""
  }

  /// What an operation has begun can come to its end.
  @Test(.enabled(if: SmallDisk.isPossible, "only root can mount a small disk"))
  func aFullDiskTakesAsManySavesAsAWayBackNeeds() throws {
    let disk = try SmallDisk(kilobytes: 2_048)
    let file = StateFile<Memory>("\(disk.path)/s.json", schema: "test.memory/1")
    try file.save(Memory(text: "old"))
    try file.sweep()
    fill("\(disk.path)/filler")
    for number in 1...16 {
      let text = String(repeating: "\(number % 10)", count: 9_000)
      try file.save(Memory(text: text))
      #expect(try file.load()?.text == text)
      // Others take at once what becomes free.
      fill("\(disk.path)/filler-\(number)")
    }
    #expect(throws: (any Error).self) {
      try file.save(Memory(text: String(repeating: "x", count: 200_000)))
    }
  }

  private func fill(_ path: String) {
    // Until nothing goes in any more.
    for part in 0..<4_096 {
      do {
        try File.create("\(path)-\(part)", [UInt8](repeating: 1, count: 4_096), mode: 0o600)
      } catch {
        return
      }
    }
  }
}
