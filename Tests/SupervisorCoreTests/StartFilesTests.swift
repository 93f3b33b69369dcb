import SupervisorCore
import Testing

struct StartFilesTests {
  var unit: Options {
    var options = Options()
    options.unit = "alphaos.service"
    options.chains = ["alpha"]
    options.program = "alphaos"
    options.root = "/test"
    options.ports = [
      DeclaredPort(role: "rest", address: PortTableTests.address(1), held: true, ready: true)
    ]
    options.stopGrace = 7
    options.environment = ["OLD=1"]
    options.node = ["old"]
    return options
  }
  func replaced(_ text: Text) -> Result<Options, Invalid> {
    unit.replaced(by: text) { _ in PortTableTests.address(0) }
  }
  func message(_ text: Text) -> String {
    guard case .failure(let invalid) = replaced(text) else { return "" }
    return String(decoding: invalid.text.bytes, as: UTF8.self)
  }

  @Test func nothingOfTheUnitsStaysButWhoItIs() throws {
    let options = try replaced("--chain\nalpha\n--\n").get()
    var bare = Options()
    bare.unit = unit.unit
    bare.chains = unit.chains
    bare.program = unit.program
    bare.root = unit.root
    #expect(options == bare)
  }

  @Test func eachLineIsAWord() throws {
    let options = try replaced(
      "--chain\nalpha\n--port\nrest,x,5,held\n--environment\nA= b=c\n--memory-high\n24G\n--\nstart\n\n--\na b\n"
    ).get()
    #expect(options.ports.map(\.address.port) == [5])
    #expect(options.environment == ["A= b=c"])
    #expect(options.node == ["start", "", "--", "a b"])
  }

  @Test func whatIsNotWholeOrNotTheNodesIsRefused() {
    #expect(message("") == "no line -- before the node's arguments")
    #expect(message("--chain\nalpha\n--\nstart") == "the last line is incomplete")
    #expect(message("--chain\nalpha\n") == "no line -- before the node's arguments")
    #expect(message("--chain\nalpha\n\n--\n") == "unknown option ")
    #expect(message("--chain\nalpha\n--\na\0b\n") == "contains a zero byte")
    #expect(message("--\n") == "names other chains than the unit")
    #expect(
      message("--chain\nalpha\n--chain\ndelta\n--\n") == "names other chains than the unit")
    let owned = "--unit, --program and --root are for the unit only"
    for word in ["--unit", "--program", "--root"] as [Text] {
      #expect(message("--chain\nalpha\n\(word)\nx\n--\n") == owned)
    }
    #expect(message("--environment\nA\n--\n") == "not NAME=VALUE: A")
    #expect(message("--environment\n=A\n--\n") == "not NAME=VALUE: =A")
  }

  @Test func allChainsHaveOneTextOrNone() {
    func decide(_ files: Text?...) -> StartFiles {
      var result = StartFiles.agreed(nil)
      for (index, file) in files.enumerated() {
        result.add(file, of: index, in: ["alpha", "delta", "gamma"])
      }
      return result
    }
    #expect(decide(nil) == .agreed(nil) && decide(nil, nil) == .agreed(nil))
    #expect(decide("a") == .agreed("a") && decide("a", "a") == .agreed("a"))
    let different = StartFiles.invalid("chains alpha and delta name different settings")
    for other in ["b", "", nil] as [Text?] { #expect(decide("a", other) == different) }
    #expect(decide(nil, "a") == different && decide("a", "b", "a") == different)
  }
}
