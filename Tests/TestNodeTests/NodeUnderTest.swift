import Glibc

/// A started node: free ports unless told otherwise, no rate limit, fast blocks.
struct NodeUnderTest {
  let running: Running

  init(
    _ room: Room, _ words: [String] = [], storage: String = "ledger", program: String = Binary.path,
    command: String = "start"
  ) throws {
    var all = [
      "--node=127.0.0.1:0", "--bft=127.0.0.1:0", "--rest=127.0.0.1:0", "--rest-rps=100000",
      "--block-seconds=0.05", "--shutdown-delay=0.05", "--storage=\(room.path)/\(storage)",
    ]
    // An option given twice counts once, the last.
    all += words
    running = try Running([command] + all, program: program, room: room)
  }

  func rest() async throws -> String { try await running.says("Serving REST on ") }
  func bft() async throws -> String { try await running.says("consensus on ") }
  func p2p() async throws -> String { try await running.says("peers on ") }

  func height() async throws -> Int {
    let answer = try Client.get(try await rest(), "/mainnet/block/height/latest")
    guard let height = Int(answer.body) else { throw TimedOut(description: answer.body) }
    return height
  }

  func grows(beyond height: Int) async throws {
    for _ in 0..<500 {
      if try await self.height() > height { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw TimedOut(description: "the height stays at \(height)")
  }

  func stop(_ signal: CInt = SIGTERM) async throws -> Ending {
    running.signal(signal)
    return try await running.ends()
  }
}
