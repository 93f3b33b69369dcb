import Glibc
import LinuxSystem

/// A folder of its own for one test, gone with this value.
public final class TestFolder: Sendable {
  public let path: String

  public init() {
    var template = Array("/tmp/adnet-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("mkdtemp: \(errno)") }
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  deinit {
    // A test's leftovers are no reason to fail it.
    try? Folder.removeTree(path)
  }

  /// The folder below it with all its parents, made if need be.
  @discardableResult
  public func folder(_ name: String) throws -> String {
    var path = path
    for part in name.split(separator: "/") {
      path += "/\(part)"
      try Folder.make(path)
    }
    return path
  }

  /// A file with this text, its folders made.
  @discardableResult
  public func file(_ name: String, _ text: String = "") throws -> String {
    try folder(Folder.parent(of: name))
    let path = "\(path)/\(name)"
    try File.writeAtomically(Array(text.utf8), to: path)
    return path
  }

  public func text(_ name: String) throws -> String {
    try File.text("\(path)/\(name)", limit: 1 << 20)
  }

  /// Every path below it, sorted; links with their targets.
  public func tree(_ name: String = "") throws -> [String] {
    let base = name.isEmpty ? path : "\(path)/\(name)"
    var found: [String] = []
    for entry in try Folder.names(in: base) {
      let relative = name.isEmpty ? entry : "\(name)/\(entry)"
      switch try File.status("\(path)/\(relative)")?.kind {
      case .folder?: found += try tree(relative)
      case .link?: found.append("\(relative) -> \(try File.readLink("\(path)/\(relative)"))")
      case .regular?, .other?, nil: found.append(relative)
      }
    }
    return found
  }
}
