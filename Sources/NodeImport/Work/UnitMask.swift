import Basics
import LinuxSystem

/// Keeps a unit from being started by anybody, at boot too: by a link to /dev/null in the place of its
/// file in /etc. What is there is put aside under another name, a file or a link, and comes back as it was.
struct UnitMask {
  private let path: String

  static let aside = ".adnet-imported"

  init(_ unit: String, in folder: String = "/etc/systemd/system") { path = "\(folder)/\(unit)" }

  func put() throws(Failure) {
    guard try !isThere else { return }
    if try File.status(path) != nil { try Folder.rename(path, to: path + Self.aside) }
    try Folder.link(path, to: "/dev/null")
    try Folder.sync(Folder.parent(of: path))
  }

  func remove() throws(Failure) {
    if try isThere { try File.remove(path) }
    if try File.status(path + Self.aside) != nil, try File.status(path) == nil {
      try Folder.rename(path + Self.aside, to: path)
    }
    try Folder.sync(Folder.parent(of: path))
  }

  private var isThere: Bool {
    get throws(Failure) {
      guard try File.status(path)?.kind == .link else { return false }
      return try File.readLink(path) == "/dev/null"
    }
  }
}
