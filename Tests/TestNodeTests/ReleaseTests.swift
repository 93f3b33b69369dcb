import Glibc
import Testing

@testable import TestNode

struct ReleaseTests {
  let room = Room()

  private func make(_ name: String, _ words: [String], from program: String = Binary.path)
    async throws
    -> String
  {
    let path = "\(room.path)/\(name)"
    let maker = try Running(["make-release", "--out", path] + words, program: program, room: room)
    #expect(try await maker.ends() == .code(0), "\(maker.output)")
    return path
  }

  @Test func isGoodOrBadByItsBytes() async throws {
    let bad = try await make("alphaos", ["--version", "1.2.4", "--misbehave", "stalled-height"])
    let node = try NodeUnderTest(room, program: bad)
    let answer = try Client.get(try await node.rest(), "/mainnet/version")
    #expect(answer.body.contains("\"version\":\"1.2.4\""))
    try await Task.sleep(for: .milliseconds(200))
    #expect(try await node.height() == 0)
    _ = try await node.stop()
    let told = try NodeUnderTest(room, ["--misbehave=none"], program: bad)
    try await told.grows(beyond: 0)
  }

  @Test func saysItsVersion() async throws {
    let program = try await make("deltaos", ["--version", "3.1.0"])
    let node = try Running(["--version"], program: program, room: room)
    #expect(try await node.ends() == .code(0))
    #expect(node.output == "deltaos 3.1.0 testnode features=[mainnet]\n")
  }

  @Test func replacesTheSettingsOfTheReleaseItIsMadeFrom() async throws {
    let first = try await make("first", ["--version", "1.0.0", "--load-seconds", "3"])
    let second = try await make("second", ["--version", "1.0.1"], from: first)
    #expect(try Trailer(of: second).flags == ["--release-version=1.0.1"])
    #expect(try Trailer(of: second).offset == Trailer(of: Binary.path).offset)
    var status = stat()
    #expect(stat(second, &status) == 0 && status.st_mode == 0o100755)
  }

  @Test func readsAllTheLastLines() {
    let text = "\u{7f}ELF\n\nADNET-TESTNODE version=1\nADNET-TESTNODE validator load-seconds=2\n"
    let (settings, offset) = Trailer.parse(Array(text.utf8)[...], at: 100)
    #expect(settings.map(\.name) == ["version", "validator", "load-seconds"])
    #expect(settings.map(\.value) == ["1", "", "2"])
    #expect(offset == 105)
  }

  @Test(arguments: [
    "", "ELF", "ELF\n", "\nADNET-TESTNODE version=1", "ADNET-TESTNODE version=1\nELF\n",
  ])
  func readsNothingElse(text: String) {
    let (settings, offset) = Trailer.parse(Array(text.utf8)[...], at: 0)
    #expect(settings.isEmpty && offset == text.utf8.count)
  }
}
