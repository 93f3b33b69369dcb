public import Basics
import CLinux
import Glibc

/// A folder that another account may write, held open: its entries are reached by this descriptor and
/// never through a link, so that names that change meanwhile lead nowhere else.
public struct OpenFolder: ~Copyable, Sendable {
  /// For messages alone.
  public let path: String
  let descriptor: Descriptor

  /// Which file or folder it is, whatever its path.
  public struct Identity: Hashable, Codable, Sendable {
    public var device: UInt64
    public var inode: UInt64

    public init(device: UInt64, inode: UInt64) {
      self.device = device
      self.inode = inode
    }

    public init(_ status: FileStatus) {
      self.init(device: status.device, inode: status.inode)
    }
  }

  /// - Parameter path: absolute. A symbolic link anywhere in it is refused (`is_a_link`).
  public init(_ path: String) throws(Failure) {
    // Not openat2(2), which RestrictSUIDSGID= takes away.
    var raw = Self.open("/", below: AT_FDCWD)
    for part in path.split(separator: "/") where raw >= 0 {
      let next = Self.open(String(part), below: raw)
      let number = errno
      close(raw)
      errno = number
      raw = next
    }
    guard raw >= 0 else { throw Self.failure("open \(path)", errno) }
    self.path = path
    descriptor = Descriptor(owning: raw)
  }

  private init(_ name: String, in folder: borrowing OpenFolder) throws(Failure) {
    path = "\(folder.path)/\(name)"
    let raw = Self.open(name, below: folder.descriptor.raw)
    guard raw >= 0 else { throw Self.failure("open \(folder.path)/\(name)", errno) }
    descriptor = Descriptor(owning: raw)
  }

  private static func open(_ name: String, below folder: CInt) -> CInt {
    openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
  }

  /// With O_DIRECTORY a link is ENOTDIR, as any file is; it is missing only where it is ENOENT.
  private static func failure(_ act: String, _ number: CInt) -> Failure {
    number == ENOTDIR
      ? Failure(.isALink, "cannot \(act): a link or a file is where a folder should be")
      : Failure(cannot: act, errno: number)
  }

  /// Nil when there is no such folder.
  public static func ifPresent(_ path: String) throws(Failure) -> OpenFolder? {
    do throws(Failure) { return try OpenFolder(path) } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  public func folder(_ name: String) throws(Failure) -> OpenFolder {
    try OpenFolder(name, in: self)
  }

  /// The folder of that name, made for an account where there is none.
  public func folder(
    _ name: String, madeFor user: UInt32, group: UInt32, mode: UInt32 = 0o700
  ) throws(Failure) -> OpenFolder {
    let isNew = mkdirat(descriptor.raw, name, mode) == 0
    guard isNew || errno == EEXIST else {
      throw Failure(cannot: "make \(path)/\(name)", errno: errno)
    }
    let made = try folder(name)
    // Its owner may have put another one there; root's own is what was just made.
    if try made.descriptor.status().owner == 0 {
      guard fchown(made.descriptor.raw, user, group) == 0 else {
        throw Failure(cannot: "change the owner of \(made.path)", errno: errno)
      }
      try sync()
    }
    return made
  }

  public func names() throws(Failure) -> [String] {
    try Folder.names(in: "/proc/self/fd/\(descriptor.raw)")
  }

  /// Of the entry itself, a link not followed; nil when there is none.
  public func status(_ name: String) throws(Failure) -> FileStatus? {
    var status = stat()
    if fstatat(descriptor.raw, name, &status, AT_SYMLINK_NOFOLLOW) == 0 {
      return FileStatus(status)
    }
    if errno == ENOENT { return nil }
    throw Failure(cannot: "inspect \(path)/\(name)", errno: errno)
  }

  /// The bytes of a regular file of one name that belongs to an account; anything else, such as a
  /// pipe, a link, or another file than `identity`, is `import_changed`.
  public func read(
    _ name: String, of owner: UInt32, _ identity: Identity?, limit: Int
  ) throws(Failure) -> [UInt8] {
    let file = try Descriptor.open(
      name, .readNoFollow, below: descriptor.raw, named: "\(path)/\(name)")
    let status = try file.status()
    guard status.kind == .regular, status.owner == owner, status.links == 1,
      identity == nil || identity == Identity(status)
    else { throw changed(name) }
    guard status.size <= limit else {
      throw Failure(.fileTooLarge, "cannot read \(path)/\(name): larger than \(limit) bytes")
    }
    return try file.read(at: 0, count: limit)
  }

  /// A new file of an account, readable for it alone, on the disk with its name. What has the name
  /// already is `already_exists`.
  public func create(
    _ name: String, _ bytes: [UInt8], user: UInt32, group: UInt32
  ) throws(Failure) {
    let temporary = ".\(name).\(getpid())-\(Clock.monotonicNanoseconds())"
    let raw = openat(
      descriptor.raw, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard raw >= 0 else { throw Failure(cannot: "write \(path)/\(name)", errno: errno) }
    let file = Descriptor(owning: raw)
    do throws(Failure) {
      try file.setMode(0o600)
      try file.writeAll(bytes)
      guard fchown(file.raw, user, group) == 0 else {
        throw Failure(cannot: "change the owner of \(path)/\(name)", errno: errno)
      }
      try file.sync()
      try move(temporary, to: self, as: name)
    } catch {
      unlinkat(descriptor.raw, temporary, 0)
      throw error
    }
    try sync()
  }

  /// Moves an entry to a name that nothing has (`already_exists`).
  public func move(
    _ name: String, to target: borrowing OpenFolder, as new: String
  ) throws(Failure) {
    let number = adnet_move_entry(descriptor.raw, name, target.descriptor.raw, new)
    guard number == 0 else {
      throw Failure(cannot: "move \(path)/\(name) to \(target.path)/\(new)", errno: number)
    }
  }

  /// A file or a link, not what that leads to. Missing is fine.
  public func remove(_ name: String) throws(Failure) {
    guard unlinkat(descriptor.raw, name, 0) == 0 || errno == ENOENT else {
      throw Failure(cannot: "remove \(path)/\(name)", errno: errno)
    }
  }

  /// A folder with nothing in it. Missing is fine.
  public func removeEmpty(_ name: String) throws(Failure) {
    guard unlinkat(descriptor.raw, name, AT_REMOVEDIR) == 0 || errno == ENOENT else {
      throw Failure(cannot: "remove \(path)/\(name)", errno: errno)
    }
  }

  /// Gives an entry and all below it that belongs to one account to another, and nothing else.
  ///
  /// - Returns: how many changed hands.
  /// - Throws: `folder_too_deep` beyond `Folder.deepest` levels, where nothing below is touched.
  @discardableResult
  public func give(
    _ name: String, of old: UInt32, to user: UInt32, group: UInt32
  ) throws(Failure) -> Int {
    try Folder.give(
      name, in: descriptor.raw, "\(path)/\(name)", [old], user, group, [], depth: 0)
  }

  /// Looks at all below it, as `give` would, and changes nothing.
  public func walk(_ name: String) throws(Failure) {
    _ = try Folder.give(name, in: descriptor.raw, "\(path)/\(name)", [], 0, 0, [], depth: 0)
  }

  public func sync() throws(Failure) {
    guard fsync(descriptor.raw) == 0 else { throw Failure(cannot: "sync \(path)", errno: errno) }
  }

  /// Waits until all that has changed on its file system is on the disk, owners of files too.
  public func syncFileSystem() throws(Failure) {
    guard adnet_sync_fs(descriptor.raw) == 0 else {
      throw Failure(cannot: "sync \(path)", errno: errno)
    }
  }

  private func changed(_ name: String) -> Failure {
    Failure(
      .importChanged,
      "cannot use \(path)/\(name): it is no longer the file that was planned, or not a plain file "
        + "of its account alone")
  }
}
