import Glibc
import Testing

@testable import TestNode

struct LoadTests {
  let room = Room()

  private func load(
    _ rest: String, _ words: [String], path: String = "/mainnet/block/height/latest"
  )
    throws -> Running
  {
    let all = ["load", "--url", "http://\(rest)\(path)", "--json", "--timeout=60"] + words
    return try Running(all, room: room, name: "load")
  }

  @Test(arguments: ["new", "keepalive"])
  func holdsItsRateWithoutAFailure(mode: String) async throws {
    let node = try NodeUnderTest(room, ["--release-version=7.7.7"])
    let load = try load(
      try await node.rest(), ["--mode", mode, "--rate", "200", "--duration", "1"])
    #expect(try await load.ends() == .code(0), "\(load.output)")
    #expect(load.output.contains("\"failed\":0,"))
    #expect(load.output.contains("\"sent\":200,"))
    #expect(load.output.contains("\"versions\":{\"7.7.7\":200}"))
    #expect(
      load.output.contains(mode == "new" ? "\"connects\":200," : "\"schema\":\"adnet.load/1\""))
  }

  @Test func goesAsFastAsItCanUntilAFileExists() async throws {
    let node = try NodeUnderTest(room)
    let file = "\(room.path)/enough"
    let load = try load(
      try await node.rest(), ["--mode", "flat", "--connections", "2", "--until-file", file])
    try await Task.sleep(for: .milliseconds(200))
    room.write("enough", "")
    #expect(try await load.ends() == .code(0), "\(load.output)")
    #expect(load.output.contains("\"rate\":null,"))
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func reportsWhenItIsStopped(signal: CInt) async throws {
    let node = try NodeUnderTest(room)
    let load = try load(try await node.rest(), ["--rate", "50", "--duration", "1000"])
    try await Task.sleep(for: .milliseconds(300))
    load.signal(signal)
    #expect(try await load.ends() == .code(0), "\(load.output)")
    #expect(load.output.contains("\"failed\":0,"))
  }

  @Test func tellsTheKindsOfFailureApart() async throws {
    let node = try NodeUnderTest(room, ["--rest-rps=100000"])
    let rest = try await node.rest()
    let short = ["--rate", "20", "--duration", "0.2"]
    let missing = try load(rest, short, path: "/mainnet/missing")
    let text = try load(rest, short + ["--expect", "integer"], path: "/mainnet/block/hash/latest")
    #expect(try await missing.ends() == .code(1))
    #expect(missing.output.contains("\"bad_status\":4,"), "\(missing.output)")
    #expect(try await text.ends() == .code(1))
    #expect(text.output.contains("\"bad_body\":4,"), "\(text.output)")
    _ = try await node.stop()
    let refused = try load(rest, short)
    #expect(try await refused.ends() == .code(1))
    #expect(refused.output.contains("\"refused\":4,"), "\(refused.output)")
    #expect(refused.output.contains("\"failed\":4,"))
  }

  @Test func countsWhatIsCutAndWhatTakesTooLong() async throws {
    let node = try NodeUnderTest(room, ["--rest-delay=60"])
    let rest = try await node.rest()
    let late = try load(rest, ["--rate", "10", "--duration", "0.2", "--timeout", "0.2"])
    #expect(try await late.ends() == .code(1))
    #expect(late.output.contains("\"timeout\":2}"), "\(late.output)")
    let cut = try load(rest, ["--rate", "10", "--duration", "0.2"])
    try await Task.sleep(for: .seconds(1))
    _ = try await node.stop()
    #expect(try await cut.ends() == .code(1))
    #expect(cut.output.contains("\"failed\":2,"), "\(cut.output)")
    #expect(cut.output.contains("\"timeout\":0}"), "\(cut.output)")
  }

  /// By a shell of its own: the node has to be exchanged between two requests, however long the other
  /// tests keep this one waiting.
  @Test func usesANewConnectionForOneThatWasClosedWhileIdle() async throws {
    // An address of its own: nobody else takes the port.
    let script = """
      node() { "$0" start --node=127.9.0.1:0 --bft=127.9.0.1:0 --rest=127.9.0.1:3030 \\
        --rest-rps=100000 --shutdown-delay=0.05 --storage="$1/idle" > "$1/$2.txt" & }
      ready() { until grep -q "Serving REST on" "$1"; do sleep 0.05; done; }
      node "$1" first; first=$!; ready "$1/first.txt"
      "$0" load --url http://127.9.0.1:3030/mainnet/block/height/latest --json --timeout=60 \\
        --mode keepalive --rate 0.05 --duration 20.1 & load=$!
      sleep 1; kill $first; wait $first
      node "$1" second; second=$!
      wait $load; code=$?
      kill $second; wait $second; exit $code
      """
    let run = try Running(
      ["-c", script, Binary.path, room.path], program: "/bin/sh", room: room, name: "idle")
    #expect(try await run.ends(within: 90) == .code(0), "\(run.output)")
    #expect(run.output.contains("\"idle_closes\":1,"), "\(run.output)")
  }

  @Test func readsAnswersInChunksOnceTheyAreWhole() {
    let bytes = Array("2\r\n12\r\n3;x=y\r\n345\r\n0\r\n\r\nHTTP".utf8)
    #expect(Chunked.decode(bytes)?.body == Array("12345".utf8))
    #expect(Chunked.decode(bytes)?.used == bytes.count - 4)
    for count in 0..<(bytes.count - 4) {
      #expect(Chunked.decode(Array(bytes.prefix(count))) == nil)
    }
  }

  @Test func countsLatenciesInNarrowBuckets() {
    var latencies = Latencies()
    for value in 1...100_000 { latencies.add(Int64(value) * 1000) }
    for (part, exact) in [(0.5, 50_000_000.0), (0.99, 99_000_000), (0.01, 1_000_000)] {
      let ratio = Double(latencies.percentile(part)) / exact
      #expect((1.0...1.017).contains(ratio), "\(part): \(ratio)")
    }
    #expect(latencies.percentile(1) == 100_000_000)
    latencies.add(.max)
    #expect(latencies.max == .max)
  }
}
