import AgentConfig
import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem
import OnDisk

struct ReleaseAdd: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Copy a node's executable to where it can be swapped in.",
    discussion: """
      It changes nothing that runs. The file is asked for its --version, in a sandbox, and a warning \
      tells when that is another one. Two files with one version are two releases. A file that is \
      there already is no error: --json says "changed": false. --check works without the agent.
      """)

  @Argument(help: "The executable file.", completion: .file())
  var file: String
  @Option(name: .long, help: "The program that a chain runs: alphaos, deltaos or adnet.")
  var name: String
  @Option(name: .long, help: "The version to call it by.")
  var version: String
  @Option(name: .long, help: "Refuse the file unless this is its SHA-256, in hex.")
  var sha256: String?
  @OptionGroup var check: CheckOption
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  func validate() throws {
    guard ReleaseID.isProgram(name) else {
      throw ValidationError("\(name) isn't a program's name.")
    }
    guard ReleaseID.isVersion(version) else { throw ValidationError("\(version) isn't a version.") }
    let digits = "0123456789abcdefABCDEF"
    guard sha256.map({ $0.count == 64 && $0.allSatisfy(digits.contains) }) ?? true else {
      throw ValidationError("A SHA-256 has 64 hex digits.")
    }
  }

  func run() throws {
    if check.check {
      let found = try wouldAdd()
      try show(found, new: "would add")
      if found.changed != false { throw Ending(code: .refused) }
      return
    }
    let added = try place.client.addRelease(
      file: file, program: name, version: version, sha256: sha256?.lowercased())
    try show(added, new: "added")
  }

  private func show(_ answer: ReleaseListDocument, new: String) throws(Failure) {
    if format.json { return try Answer.write(answer) }
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
