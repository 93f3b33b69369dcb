import AgentConfig
import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem
import OnDisk

struct ReleaseAdd: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Install a node's executable as a release.",
    discussion: """
      Running nodes aren't affected. The file is run with --version in a sandbox; a different \
      version is a warning. Two files with the same version are two releases. Adding an installed \
      file again succeeds ("changed": false in JSON). --check works without the agent.
      """)

  @Argument(help: "The executable file.", completion: .file())
  var file: String
  @Option(name: .long, help: "The program: alphaos, deltaos or adnet.")
  var name: String
  @Option(name: .long, help: "The release's version.")
  var version: String
  @Option(name: .long, help: "The expected SHA-256 in hex; another file is refused.")
  var sha256: String?
  @OptionGroup var check: CheckOption
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func validate() throws {
    guard ReleaseID.isProgram(name) else {
      throw ValidationError("\(name) is not a program's name.")
    }
    guard ReleaseID.isVersion(version) else {
      throw ValidationError("\(version) is not a version.")
    }
    let digits = "0123456789abcdefABCDEF"
    guard sha256.map({ $0.count == 64 && $0.allSatisfy(digits.contains) }) ?? true else {
      throw ValidationError("A SHA-256 has 64 hex digits.")
    }
  }

  func run() throws {
    if check.check {
      let found = try wouldAdd()
      try show(found, new: "would add")
      if found.changed != false { throw CommandExit(code: .refused) }
      return
    }
    let added = try place.client.addRelease(
      file: file, program: name, version: version, sha256: sha256?.lowercased())
    try show(added, new: "added")
  }

  private func show(_ answer: ReleaseListDocument, new: String) throws(Failure) {
    if format.json { return try Output.write(answer) }
    for warning in answer.warnings ?? [] { Terminal.words.write("warning: \(warning)\n") }
    let word = answer.changed == false ? "already installed:" : new
    for release in answer.releases {
      Terminal.output.write("\(word) \(release.release), sha256 \(release.sha256)\n")
    }
  }

  private func wouldAdd() throws(Failure) -> ReleaseListDocument {
    let chains = try ConfigurationFiles.require(place.paths).orderedChains
    let programs = chains.map(\.program) + [ProgramName.unified]
    if let refusal = ReleaseAdvice.refusal(name, known: Set(programs)) { throw refusal }
    let (release, isNew) = try ReleaseStore(place.paths).wouldInstall(
      path: file, program: name, version: version, sha256: sha256?.lowercased())
    let status = ReleaseStatus(
      release: release.id, sha256: release.sha256, bytes: release.bytes,
      addedAt: isNew ? nil : Timestamp(unixMilliseconds: release.installedUnixMilliseconds))
    return ReleaseListDocument(releases: [status], changed: isNew)
  }
}
