import SupervisorCore
import Testing

struct OptionsTests {
  func parse(_ line: StaticString) -> Result<Options, Invalid> {
    Options.parse(Text(stringLiteral: line).split(0x20)) { text in
      text == "0.0.0.0" ? Address(family: .four, bytes: [0, 0, 0, 0], port: 0) : nil
    }
  }
  func message(_ line: StaticString) -> String {
    guard case .failure(let invalid) = parse(line) else { return "" }
    return String(decoding: invalid.text.bytes, as: UTF8.self)
  }

  @Test func readsTheWholeLine() throws {
    let options = try parse(
      "--unit a.service --chain alpha --program alphaos --port rest,0.0.0.0,3030,held,ready --stop-grace 5 --start-grace 6 --backoff-first 7 --backoff-cap 8 --stable 9 -- --port x"
    ).get()
    #expect(options.unit == "a.service")
    #expect(options.chains == ["alpha"])
    #expect(options.ports.count == 1)
    #expect(options.ports[0].address.port == 3030)
    #expect(options.ports[0].held && options.ports[0].ready)
    #expect(options.stopGrace == 5 && options.startGrace == 6)
    #expect(options.backoff.first == 7 && options.backoff.cap == 8000)
    #expect(options.backoff.stable == 9000)
    #expect(options.node == ["--port", "x"])
  }

  @Test func aPortIsOneOfTheChainBeforeIt() throws {
    let options = try parse(
      "--unit a --chain alpha --port rest,0.0.0.0,1 --port ws,0.0.0.0,2 --program p --chain delta --port rest,0.0.0.0,3"
    ).get()
    #expect(options.chains == ["alpha", "delta"])
    #expect(options.ports.map(\.chain) == [0, 0, 1])
    #expect(options.ports.map(\.role) == ["rest", "ws", "rest"])
  }

  @Test func theOnlyChainHasThePortsWhereverTheyStand() throws {
    let options = try parse(
      "--unit a --port rest,0.0.0.0,1 --chain alpha --program p --port p2p,0.0.0.0,2"
    ).get()
    #expect(options.ports.map(\.chain) == [0, 0])
  }

  @Test func namesWhatIsWrong() {
    #expect(message("--unit") == "missing value of --unit")
    #expect(message("--unit a --chain ../x --program p") == "not a name: --chain")
    #expect(message("--unit a --program p") == "missing option --chain")
    #expect(message("--chain a --chain b --chain a") == "given twice: chain a")
    #expect(message("--unit a --chain b --chain .. --program p") == "not a name: --chain")
    #expect(
      message("--unit a --port rest,0.0.0.0,1 --chain b --chain c --program p")
        == "before the first --chain: port rest,0.0.0.0,1")
    #expect(message("--wat 1") == "unknown option --wat")
    #expect(message("--stop-grace -1") == "not a whole number: --stop-grace -1")
    #expect(
      message("--port rest,0.0.0.0,70000")
        == "not ROLE,ADDRESS,PORT[,held][,ready]: rest,0.0.0.0,70000"
    )
    #expect(message("--port rest,localhost,80") != "")
    #expect(message("--port rest,0.0.0.0,80,hold") != "")
  }
}
