import AgentConfig
import Basics
import LinuxSystem
import NodeImport
import OnDisk
import TestSupport
import Testing

@testable import AgentCommands

/// Orders that tell with `--check` whether they would do anything, and need no agent for it.
@Suite struct CheckTests {
  private let folder = TestFolder()

  private func run(_ arguments: String...) -> ExitCode? {
    ExitCode(rawValue: CommandEntry.run(arguments + ["--root", folder.path]))
  }

  @Test func aReleaseIsThereWhenItsFileIs() throws {
    let paths = Paths(root: folder.path)
    try folder.folder("var/lib/adnet/releases")
    let incoming = try folder.folder("var/lib/adnet-agent/incoming")
    let file = "\(incoming)/node"
    try File.writeAtomically(try File.read("/bin/true", limit: 1 << 20), to: file, mode: 0o644)
    let add = { (version: String, more: [String]) in
      ExitCode(
        rawValue: CommandEntry.run(
          ["release", "add", file, "--version", version, "--root", folder.path, "--check"] + more))
    }
    let name = ["--name", "alphaos"]
    #expect(add("1", name) == .refused)
    let (release, _) = try ReleaseStore(paths).install(
      file: "node", program: "alphaos", version: "1")
    #expect(add("1", name) == .done)
    #expect(add("1", name + ["--json", "--sha256", release.sha256.uppercased()]) == .done)
    #expect(add("2", name) == .refused)
    #expect(add("1", name + ["--sha256", String(repeating: "0", count: 64)]) == .refused)
    #expect(add("1", ["--name", "alpha"]) == .refused)
    #expect(try ReleaseStore(paths).list().installed == [release])
    // What is damaged would be replaced.
    try Folder.setMode(paths.release(release.id), 0o755)
    try File.writeAtomically([1], to: paths.executable(release.id), mode: 0o555)
    #expect(add("1", name) == .refused)
  }

  @Test func anImportThatIsThereAlreadyIsNoError() throws {
    try folder.folder("var/lib/adnet/chains")
    #expect(run("import", "alpha", "--undo") == .done)
    #expect(run("import", "alpha", "--undo", "--check") == .done)
    #expect(run("import", "alpha", "--resume") == .refused)
    let store = ImportStore(Paths(root: folder.path), .init("alpha")!)
    var record = try imported()
    try store.save(record)
    #expect(run("import", "alpha", "--from-unit", "old") == .done)
    #expect(run("import", "alpha", "--from-unit", "old.service", "--yes", "--json") == .done)
    #expect(run("import", "alpha", "--from-unit", "old", "--check") == .done)
    #expect(run("import", "alpha", "--resume") == .done)
    #expect(run("import", "alpha", "--resume", "--check") == .done)
    #expect(run("import", "alpha", "--from-unit", "other", "--check") == .refused)
    #expect(run("import", "alpha", "--from-pid", "2", "--check") == .refused)
    #expect(run("import", "alpha", "--undo", "--check", "--json") == .refused)
    record.isDone = false
    try store.save(record)
    #expect(run("import", "alpha", "--from-unit", "old") == .refused)
    #expect(run("import", "alpha", "--resume", "--check") == .refused)
    #expect(try store.load() == record)
  }

  /// All of its steps are done.
  private func imported() throws -> ImportRecord {
    let unit = ForeignUnit(
      name: "old.service", file: "/etc/systemd/system/old.service", isEnabled: true)
    let node = ForeignNode(
      process: 1, executable: "/x", arguments: [],
      account: .init(name: "devops", user: 1, group: 1), home: "/", folder: "/",
      origin: .unit(unit))
    let chain = try #require(Configuration().orderedChains.first)
    let plan = ImportPlanner(
      node, into: chain, home: "/h", version: "1", look: { _ in nil }, list: { _ in [] }
    ).plan()
    var record = ImportRecord(node, plan, beganUnixMs: 0, who: "ops")
    while let step = record.next {
      record.begin(step)
      record.isDone = true
    }
    return record
  }
}
