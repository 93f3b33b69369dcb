/// A file or folder as this host has it: proven to be the one that a process has at `seenAs`, which
/// differs where the process has another view of the file system (BindPaths=, DynamicUser=).
public struct ProvenPath: Hashable, Codable, Sendable {
  /// Without symbolic links.
  public var path: String
  public var seenAs: String
  public var device: UInt64
  public var inode: UInt64

  public init(_ path: String, seenAs: String? = nil, device: UInt64 = 0, inode: UInt64 = 0) {
    self.path = path
    self.seenAs = seenAs ?? path
    self.device = device
    self.inode = inode
  }
}

extension ProvenPath {
  /// Records of 0.2.0 have its path alone.
  public init(from decoder: any Decoder) throws {
    if let path = try? decoder.singleValueContainer().decode(String.self) {
      self.init(path)
      return
    }
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try values.decode(String.self, forKey: .path),
      seenAs: try values.decode(String.self, forKey: .seenAs),
      device: try values.decode(UInt64.self, forKey: .device),
      inode: try values.decode(UInt64.self, forKey: .inode))
  }
}
