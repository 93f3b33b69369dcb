import Glibc
import Testing

/// The node is started with what its generation was made with, whatever the unit's command line says.
@Suite(.serialized)
struct StartFileTests {
  /// Of a rig whose command line has the argument `--flag` and a held port that must be ready.
  private func settings(_ more: [String], _ node: [String] = []) -> [String] {
    ["--chain", "alpha", "--user", "adnet-alpha", "--open-files", "65536", "--tasks", "4096"]
      + ["--memory-high", "24G"] + more + ["--"] + node
  }

  @Test func theGenerationsSettingsReplaceThoseOfTheCommandLine() throws {
    let rig = try Rig()
    rig.program("printf '<%s>' \"$@\" > $HOME/got; trap '' TERM; while :; do sleep 0.05; done")
    rig.settings(
      of: "alpha",
      settings(["--port", "p2p,127.0.0.1,1", "--stop-grace", "1"], ["start", "", "a b", "--"]))
    try rig.start(options: ["--stop-grace", "60", "--environment", "ADNET_OLD=1"])
    // The node may be faster than the report of its start.
    while rig.read("\(rig.root)/work/got") == "" || rig.report("port.p2p") == nil {
      usleep(10_000)
    }
    #expect(rig.read("\(rig.root)/work/got") == "<start><><a b><-->")
    #expect(rig.report("port.rest") == nil)
    #expect(rig.log.contains("passed a socket that no held port declares"))
    // After its grace of 1 s: exitCode() would wait 20.
    #expect(try rig.stop() == 0)
    #expect(rig.report("exit.value") == "9")
  }

  @Test func theEnvironmentReachesTheNodeInPlaceOfItsOwn() throws {
    let rig = try Rig()
    // As the kernel has it: a shell would make one of two entries of a name.
    rig.program("tr '\\0' '\\n' < /proc/$$/environ > ${HOME%/else}/env")
    rig.settings(
      of: "alpha",
      settings([
        "--environment", "ADNET_NEW=a=b c", "--environment", "ADNET_TEST_PORT=first",
        "--environment", "ADNET_TEST_PORT=last", "--environment", "HOME=\(rig.root)/work/else",
      ]))
    try rig.start(options: ["--environment", "ADNET_OLD=1"])
    #expect(try rig.exitCode() == 1)
    let lines = rig.read("\(rig.root)/work/env").split(separator: "\n")
    #expect(lines.contains("ADNET_NEW=a=b c"))
    #expect(lines.filter { $0.hasPrefix("ADNET_TEST_PORT=") } == ["ADNET_TEST_PORT=last"])
    #expect(lines.filter { $0.hasPrefix("HOME=") } == ["HOME=\(rig.root)/work/else"])
    #expect(!lines.contains("ADNET_OLD=1"))
  }

  @Test func withoutTheFileTheCommandLineCounts() throws {
    let rig = try Rig()
    rig.program("echo \"$* $ADNET_NEW\" > $HOME/got")
    try rig.start(options: ["--environment", "ADNET_NEW=1"])
    #expect(try rig.exitCode() == 1)
    #expect(rig.read("\(rig.root)/work/got") == "--flag 1\n")
  }

  @Test(
    arguments: [
      ("--chain\nalpha\n--wat\n1\n--\n", "unknown option --wat"),
      ("--chain\ndelta\n--\n", "names other chains than the unit"),
      ("--chain\nalpha\n--\nstart", "the last line is incomplete"),
      ("--chain\nalpha\n", "no line -- before the node's arguments"),
    ])
  func aFileThatCannotBeUsedStartsNothingAndIsNamed(text: String, why: String) throws {
    let rig = try Rig()
    rig.program("touch $HOME/ran")
    let file = "\(rig.root)/var/lib/adnet/chains/alpha/generations/1/start"
    rig.write(file, text)
    try rig.start()
    #expect(try rig.exitCode() == 78)
    #expect(rig.report("state") == "invalid")
    #expect(rig.report("reason") == "\(file): \(why)")
    #expect(access("\(rig.root)/work/ran", F_OK) != 0)
  }

  @Test func aFileThatIsTooLargeStartsNothingAndOneOf60KiBIsReadWhole() throws {
    let rig = try Rig()
    rig.program("echo $# > $HOME/got")
    let word = String(repeating: "x", count: 1023)
    rig.settings(of: "alpha", settings([], Array(repeating: word, count: 60)))
    try rig.start()
    #expect(try rig.exitCode() == 1)
    #expect(rig.read("\(rig.root)/work/got") == "60\n")
    rig.own("alpha", rig.unit.name, generation: 2)
    rig.settings(of: "alpha", generation: 2, settings([], Array(repeating: word, count: 64)))
    try rig.start()
    #expect(try rig.exitCode() == 78)
    let file = "\(rig.root)/var/lib/adnet/chains/alpha/generations/2/start"
    #expect(rig.report("reason") == "cannot read \(file): File too large")
  }

  @Test func aGenerationThatCameWhileItWaitedForTheLockIsTheOneThatIsStarted() throws {
    let rig = try Rig()
    rig.program("echo $* > $HOME/got")
    rig.settings(of: "alpha", settings(["--port", "ws,127.0.0.1,1,ready"], ["old"]))
    let lock = open(rig.lock(of: "alpha"), O_RDONLY | O_CLOEXEC)
    #expect(flock(lock, LOCK_EX) == 0)
    try rig.start()
    #expect(rig.hears("holds the lock of chain alpha"), "\(rig.log)")
    rig.own("alpha", rig.unit.name, generation: 2)
    rig.settings(
      of: "alpha", generation: 2, settings(["--port", "rest,127.0.0.1,\(rig.port),held"], ["new"]))
    close(lock)
    #expect(try rig.exitCode() == 1)
    #expect(rig.read("\(rig.root)/work/got") == "new\n")
    #expect(rig.report("port.rest") == "waiting " && rig.report("port.ws") == nil)
    #expect(rig.report("handoff") == "on")
  }

  @Test func twoChainsHaveOneNodeAndSoOneText() throws {
    let rig = try Rig(.adnet)
    rig.program("echo $* > $HOME/got")
    let words = ["--chain", "alpha", "--chain", "delta", "--", "both"]
    for chain in rig.unit.chains { rig.settings(of: chain, words) }
    try rig.start()
    #expect(try rig.exitCode() == 1)
    #expect(rig.read("\(rig.root)/work/got") == "both\n")

    for other in [words + ["more"], nil] {
      rig.own("delta", rig.unit.name, generation: other == nil ? 3 : 2)
      if let other { rig.settings(of: "delta", generation: 2, other) }
      try rig.start()
      #expect(try rig.exitCode() == 78)
      #expect(rig.report("reason") == "chains alpha and delta name different settings")
      #expect(rig.report("state", of: "delta") == "invalid")
    }
  }
}
