import Basics
import HostCore
import LinuxSystem

/// The validators' keys: only their nodes may read them.
struct KeyFiles {
  private let paths: HostPaths

  init(_ paths: HostPaths) { self.paths = paths }

  /// How many there are. Throws when a home can't be looked into.
  func count(_ homes: [String]) throws(Failure) -> Int {
    var count = 0
    for home in homes where try File.status(paths.root + home) != nil {
      count += try Folder.names(in: paths.root + home).count { $0.hasSuffix(".key") }
    }
    return count
  }

  /// The files that others may read, too. Throws if a home can't be read.
  func open(_ homes: [String]) throws(Failure) -> [ServerFacts.OpenFile] {
    var open: [ServerFacts.OpenFile] = []
    for home in homes {
      guard let folder = try File.status(paths.root + home) else { continue }
      if folder.mode & 0o077 != 0 {
        open.append(ServerFacts.OpenFile(path: home, mode: folder.mode, wanted: 0o700))
      }
      for name in try Folder.names(in: paths.root + home) where name.hasSuffix(".key") {
        guard let file = try File.status("\(paths.root)\(home)/\(name)", following: true),
          file.mode & 0o177 != 0
        else { continue }
        open.append(
          ServerFacts.OpenFile(path: "\(home)/\(name)", mode: file.mode, wanted: 0o600))
      }
    }
    return open
  }
}
