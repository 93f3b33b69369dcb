import AgentConfig
import Basics
import LinuxSystem
import Quorum
import TestSupport
import Testing

@testable import AgentCommands
@testable import AgentDaemon

@Suite struct GenesisNewTests {
  private static let addresses = [
    "aleo1rhgdu77hgyqd3xjj8ucu3jj9r2krwz6mnzyd80gncr5fxcwlh5rsvzp9px",
    "aleo1q6qstg8q8shwqf5m6q5fcenuwsdqsvp4hhsgfnx5chzjm3secyzqt9mxm8",
    "aleo1s3ws5tra87fjycnjrwsjcrnw2qxr8jfqqdugnf0xzqqw29q9m5pqem2u4t",
    "aleo1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs5dt756",
  ]
  private let folder = TestFolder()

  private func run(_ arguments: String...) -> ExitCode? {
    ExitCode(rawValue: CommandEntry.run(["genesis"] + arguments + ["--root", folder.path]))
  }

  private func list() throws -> String {
    try folder.file(
      "list",
      Self.addresses.enumerated().map {
        "validator \($0.element) stake=1000000 host=192.0.2.\($0.offset + 1)\n"
      }.joined())
  }

  @Test(arguments: ["yaml", "json", "toml", "cspec"])
  func whatItWritesPassesTheCheck(_ end: String) throws {
    let output = "\(folder.path)/genesis.\(end)"
    #expect(
      run("new", "--from", try list(), "--output", output, "--peer-port", "4130", "--json") == .done
    )
    #expect(run("check", output) == .done)
    let status = try #require(try File.status(output))
    #expect(status.mode == 0o644)
    let text = try folder.text("genesis.\(end)")
    let form = GenesisFormat(name: output, text: text)
    let reader = GenesisReader(text, format: form)
    #expect(reader.findings.isEmpty)
    #expect(reader.genesis.validators.map(\.address) == Self.addresses)
    #expect(
      reader.genesis.bootstrapPeers.map(\.text) == (1...4).map { "192.0.2.\($0):4130" })
    if end != "cspec" {
      try #expect(
        Golden.file("Tests/AgentCommandsTests/Golden/genesis-new.\(end)", text) == text)
    }
  }

  @Test func aFileIsOnlyReplacedWithForce() throws {
    let output = try folder.file("genesis.yaml", "mine")
    let list = try list()
    #expect(run("new", "--from", list, "--output", output) == .refused)
    #expect(try folder.text("genesis.yaml") == "mine")
    #expect(run("new", "--from", list, "--output", output, "--check") == .refused)
    #expect(run("new", "--from", list, "--output", output, "--force", "--dry-run") == .done)
    #expect(try folder.text("genesis.yaml") == "mine")
    #expect(run("new", "--from", list, "--output", output, "--force") == .done)
    let written = try folder.text("genesis.yaml")
    #expect(written.hasPrefix("genesis_config:\n"))
    // The same again is nothing to do, with and without an order to.
    #expect(run("new", "--from", list, "--output", output) == .done)
    #expect(run("new", "--from", list, "--output", output, "--check") == .done)
    #expect(try folder.tree().sorted() == ["genesis.yaml", "list"])
  }

  @Test func whatIsNoFileIsNotReplaced() throws {
    let target = try folder.file("target", "mine")
    try Folder.link("\(folder.path)/link", to: target)
    let output = try folder.folder("folder")
    for path in ["\(folder.path)/link", output] {
      #expect(run("new", "--from", try list(), "--output", path, "--force") == .failed)
    }
    #expect(try folder.text("target") == "mine")
    #expect(try File.status("\(folder.path)/link")?.kind == .link)
  }

  @Test func badInputWritesNothing() throws {
    let output = "\(folder.path)/genesis.yaml"
    let wrong = Self.addresses[0].replacing("7", with: "8")
    let start = ["new", "--output", output, "--stake", "5"]
    for (arguments, code) in [
      (["--validator", wrong], ExitCode.refused), (["--validator", ""], .refused),
      (["--validator", Self.addresses[0], "--peer", "192.0.2.999:4130"], .refused),
      (["--validator", Self.addresses[0], "--peer-port", "4130"], .refused),
      (["--validator", "\(Self.addresses[0]),host=192.0.2.1", "--peer-port", "4199"], .refused),
      (["--validator", Self.addresses[0], "--validator", Self.addresses[0]], .refused),
      ([], .usage), (["--validator", Self.addresses[0], "--peer-port", "0"], .usage),
      (["--validator", Self.addresses[0], "--prefix", "A1"], .usage),
      (["--validator", Self.addresses[0], "--format", "xml"], .usage),
      (["--from", "\(folder.path)/missing"], .failed),
    ] {
      let arguments = ["genesis"] + start + arguments + ["--root", folder.path]
      #expect(CommandEntry.run(arguments) == code.rawValue, "\(arguments)")
    }
    #expect(run("new", "--validator", Self.addresses[0], "--force") == .usage)
    #expect(run("new", "--validator", Self.addresses[0], "--check") == .usage)
    #expect(try folder.tree() == [])
  }

  @Test func findingsOfListsNameTheirPlace() throws {
    var list = GenesisList(prefix: "aleo", stake: nil)
    list.read("validator \(Self.addresses[0]) stake=0\npeer 192.0.2.999:4130\n", source: "list.txt")
    list.add(
      validator: "\(Self.addresses[1].replacing("6", with: "7")),stake=5", option: "--validator",
      number: 2)
    let found = GenesisCheck.findings(list.genesis, list.findings, ports: [])
    let document = GenesisDocument(file: "", list.genesis, found, chain: nil)
    try #expect(
      Golden.matches(GenesisText.check(document, paint: Paint(colours: false)), "genesis-list.txt"))
  }

  @Test func theFileOfACommittee() throws {
    let other = "test1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs6f2wyg"
    func file(_ address: String) throws -> String {
      try folder.file(
        "committee.yaml", "status: x\nvalidators:\n  - {address: \(address), stake: 5}\n")
    }
    // Whatever the prefix of the chain is, and with keys of other things.
    #expect(try CommitteeFile.read(file(other)).members.map(\.address) == [other])
    let wrong = try file(other.replacing("2w", with: "2q"))
    do throws(Failure) {
      _ = try CommitteeFile.read(wrong)
      Issue.record("taken")
    } catch {
      #expect(error.text.contains("line 3: validator 1: address \"test1"))
      #expect(error.text.hasSuffix("has a wrong checksum"))
    }
    #expect(throws: Failure.self) {
      try CommitteeFile.read(folder.file("empty.yaml", "validators: []\n"))
    }
  }
}
