import Basics
import LinuxSystem
import OnDisk
import Testing

@Suite struct CurrentLinkTests {
  let host: ChainFixture
  init() throws { host = try ChainFixture() }

  @Test func isMissingBeforeTheFirstMove() { #expect(host.chain.current() == .missing) }

  /// Each breaks a good chain in one way; all are told, none is guessed around.
  @Test(arguments: [
    ("a file instead of the link", "is not a link"),
    ("a link to elsewhere", "is not a generation"),
    ("a link with a leading zero", "is not a generation"),
    ("no generation", "No such file"),
    ("no unit", "unit"),
    ("a unit without a newline", "not a service name"),
    ("a unit with a path", "not a service name"),
    ("an empty unit", "not a service name"),
    ("no release link", "release"),
    ("a release link to elsewhere", "points to /bin"),
    ("no executable", "does not exist"),
  ])
  func whateverIsWrongIsTold(damage: String, reason: String) throws {
    try host.chain.own(host.generation(1, host.old))
    let link = "\(host.home)/current"
    let folder = "\(host.home)/generations/1"
    func replaceLink(_ path: String, _ target: String) throws {
      try File.remove(path)
      try Folder.link(path, to: target)
    }
    func write(_ text: String) throws {
      try File.writeAtomically(Array(text.utf8), to: "\(folder)/unit")
    }
    switch damage {
    case "a file instead of the link":
      try File.remove(link)
      try File.writeAtomically([], to: link)
    case "a link to elsewhere": try replaceLink(link, "/etc")
    case "a link with a leading zero": try replaceLink(link, "generations/01")
    case "no generation": try Folder.removeTree(folder)
    case "no unit": try File.remove("\(folder)/unit")
    case "a unit without a newline": try write("alphaos.service")
    case "a unit with a path": try write("../alphaos.service\n")
    case "an empty unit": try write("")
    case "no release link": try File.remove("\(folder)/release")
    case "a release link to elsewhere": try replaceLink("\(folder)/release", "/bin")
    default: try File.remove(host.paths.executable(host.old))
    }
    guard case .invalid(let told) = host.chain.current() else {
      Issue.record("\(damage): \(host.chain.current())")
      return
    }
    #expect(told.contains(reason), "\(damage): \(told)")
  }
}
