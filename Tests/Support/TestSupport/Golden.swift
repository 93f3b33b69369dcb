import Glibc
import LinuxSystem

/// Files of the repository that have to be what the code prints.
public enum Golden {
  /// The file's text; with ADNET_GOLDEN=write, after `text` was written there. The path is from
  /// the root of the repository.
  public static func file(
    _ path: String, _ text: String, test: String = #filePath
  ) throws -> String {
    var root = Folder.parent(of: test)
    while try File.status("\(root)/Package.swift", following: true) == nil, root != "/" {
      root = Folder.parent(of: root)
    }
    if let mode = getenv("ADNET_GOLDEN"), String(cString: mode) == "write" {
      try File.writeAtomically(Array(text.utf8), to: "\(root)/\(path)")
    }
    return try File.text("\(root)/\(path)", limit: 1 << 20)
  }
}
