import ArgumentParser
import Basics
import LinuxSystem
import OnDisk

struct ReleaseVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare release files with their digests.",
    discussion: "Works without the agent.")

  @Argument(help: "A version, or a release as shown by list. Default: all.")
  var release: String?
  @OptionGroup var place: AgentLocation

  func run() throws {
    let store = ReleaseStore(place.paths)
    let (installed, damaged) = try store.list()
    var isGood = true
    if release == nil {
      for release in damaged {
        Terminal.words.write("\(release.failure)\n")
        isGood = false
      }
    }
    let all = installed.map(\.id)
    for id in try release.map({ [try ReleaseChoice(all).one($0)] }) ?? all {
      do throws(Failure) {
        let release = try store.verify(id)
        Terminal.output.write("good: \(id), sha256 \(release.sha256)\n")
      } catch {
        Terminal.words.write("\(error)\n")
        isGood = false
      }
    }
    if !isGood { throw CommandExit(code: .failed) }
  }
}
