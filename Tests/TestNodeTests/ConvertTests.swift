import Glibc
import Testing

/// A program that can't read the ledgers of before.
struct ConvertTests {
  let room = Room()

  private func convert(_ more: String...) async throws -> (Ending, String) {
    let running = try Running(
      ["convert", "--storage=\(room.path)/ledger", "--ledger-format=2"] + more, room: room)
    return (try await running.ends(), running.output)
  }

  private func runOld() async throws {
    let node = try NodeUnderTest(room)
    _ = try await node.rest()
    #expect(try await node.stop() == .code(0))
  }

  @Test func noProgramReadsTheOthersLedger() async throws {
    try await runOld()
    let new = try NodeUnderTest(room, ["--ledger-format=2"], command: "run")
    #expect(try await new.running.ends() == .code(101))
    #expect(new.running.output.contains("storage version mismatch"))
    #expect(try await convert().0 == .code(0))
    #expect(
      try await convert() == (.code(0), "there is nothing to convert in \(room.path)/ledger\n"))
    let converted = try NodeUnderTest(room, ["--ledger-format=2"], command: "run")
    _ = try await converted.rest()
    #expect(try await converted.stop() == .code(0))
    let old = try NodeUnderTest(room)
    #expect(try await old.running.ends() == .code(101))
  }

  @Test func oneThatFailsLeavesWhatNobodyReadsAndIsDoneAgain() async throws {
    try await runOld()
    let (ending, output) = try await convert("--convert-fails")
    #expect(ending == .code(1))
    #expect(output.contains("converted 50 %"))
    for format in ["1", "2"] {
      let node = try NodeUnderTest(room, ["--ledger-format=\(format)"])
      #expect(try await node.running.ends() == .code(101), "\(format)")
    }
    #expect(try await convert().0 == .code(0))
    #expect(room.read("ledger/FORMAT") == "2\n")
  }
}
