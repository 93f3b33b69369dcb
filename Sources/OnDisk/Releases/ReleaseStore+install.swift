public import Basics
import LinuxSystem

extension ReleaseStore {
  /// Copies `file`, a name in the folder for incoming files, into the store; the file itself stays.
  /// The same content again is a success. Nothing is left behind on a failure.
  ///
  /// The file may be changed by others meanwhile: all that is judged is judged on our copy.
  public func install(
    file: String, program: String, version: String, sha256: String? = nil
  ) throws(Failure) -> (release: Release, isNew: Bool) {
    do throws(Failure) {
      try check(file: file, program: program, version: version, sha256: sha256)
      let source = try open(file)
      return try inFolder(of: program) { (folder) throws(Failure) in
        try install(source, as: program, version, in: folder, expecting: sha256)
      }
    } catch {
      throw Failure(
        error.kind, "cannot add \(program) \(version): \(error.text)", hint: error.hint,
        exit: error.exit)
    }
  }

  /// The result that an installation of this file would have.
  public func wouldInstall(
    path: String, program: String, version: String, sha256: String? = nil
  ) throws(Failure) -> (release: Release, isNew: Bool) {
    do throws(Failure) {
      let file = try File.open(path)
      let status = try file.status()
      if let problem = try Executable.problem(of: file) {
        throw Failure(.fileUnfit, problem)
      }
      let found = try digest(of: file)
      let id = try id(program, version, of: found, expecting: sha256)
      if let release = whole(id), release.sha256 == found { return (release, false) }
      let release = Release(
        id: id, sha256: found, bytes: status.size, installedUnixMilliseconds: 0)
      return (release, true)
    } catch {
      throw Failure(
        error.kind, "cannot add \(program) \(version): \(error.text)", hint: error.hint,
        exit: error.exit)
    }
  }

  private static let largest: Int64 = 4 << 30

  private func check(
    file: String, program: String, version: String, sha256: String?
  ) throws(Failure) {
    guard !file.isEmpty, file.utf8.count <= 255, !file.utf8.contains(UInt8(ascii: "/")),
      !file.utf8.contains(0), file != ".", file != ".."
    else { throw Failure(.fileNameInvalid, "\(file) is not a file name") }
    guard ReleaseID(program: program, version: version, digest: "000000000000") != nil else {
      throw Failure(
        .releaseNameInvalid, "a program is [a-z][a-z0-9-]*, a version [A-Za-z0-9.+~_-]+")
    }
    if let sha256, !SHA256.isDigest(sha256) {
      throw Failure(.digestInvalid, "a SHA-256 has 64 lowercase hex digits")
    }
  }

  private func open(_ file: String) throws(Failure) -> Descriptor {
    // The folder is its owner's to exchange for a link to where only root may read.
    let incoming = try Descriptor.open(paths.incoming, .folderNoFollow)
    let source = try Descriptor.open(file, .readNoFollow, in: incoming)
    let status = try source.status()
    guard status.kind == .regular else {
      throw Failure(.fileUnfit, "\(file) is not a regular file")
    }
    guard status.size <= Self.largest else {
      throw Failure(.fileTooLarge, "the file is larger than \(Self.largest) bytes", exit: .refused)
    }
    return source
  }

  /// A folder that isn't a release yet; gone when `body` fails, and the program's with it when it
  /// was made for this.
  private func inFolder<Result>(
    of program: String, _ body: (String) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let home = "\(paths.releases)/\(program)"
    let isFirst = try Folder.make(home)
    let folder = "\(home)/\(Self.leftover)new-\(Clock.monotonicNanoseconds())"
    do throws(Failure) {
      if isFirst { try Folder.sync(paths.releases) }
      try Folder.make(folder, mode: 0o700)
      return try body(folder)
    } catch {
      // The error that matters is the one we have; `sweep` comes by again.
      try? discard(folder)
      if isFirst { try? Folder.removeTree(home) }
      throw error
    }
  }

  private func install(
    _ source: borrowing Descriptor, as program: String, _ version: String, in folder: String,
    expecting sha256: String?
  ) throws(Failure) -> (release: Release, isNew: Bool) {
    let (found, bytes) = try copy(source, to: "\(folder)/\(program)")
    let id = try id(program, version, of: found, expecting: sha256)
    let isThere = try File.status(paths.release(id)) != nil
    if isThere, let release = whole(id) {
      guard release.sha256 == found else {
        throw Failure(.releaseConflict, "another file is installed as \(id)")
      }
      try discard(folder)
      // Whoever installed it may have been killed before its name was durable.
      try Folder.sync(Folder.parent(of: folder))
      return (release, false)
    }
    let release = Release(
      id: id, sha256: found, bytes: bytes, installedUnixMilliseconds: Clock.unixMilliseconds())
    try File.create(
      "\(folder)/\(Manifest.fileName)", try Manifest(release).encoded(), mode: 0o444)
    try Folder.setMode(folder, 0o555)
    try Folder.sync(folder)
    if isThere {
      // A damaged one is replaced while it may run: its file stays with who runs it.
      try Folder.exchange(folder, paths.release(id))
    } else {
      try Folder.rename(folder, to: paths.release(id))
    }
    try Folder.sync(Folder.parent(of: folder))
    if isThere { try discard(folder) }
    return (release, true)
  }

  private func id(
    _ program: String, _ version: String, of found: String, expecting sha256: String?
  ) throws(Failure) -> ReleaseID {
    if let sha256, sha256 != found {
      throw Failure(
        .digestMismatch, "its SHA-256 is \(found), not \(sha256)",
        hint: "wrong file, or damaged in transit")
    }
    guard let id = ReleaseID(program: program, version: version, digest: String(found.prefix(12)))
    else { throw Failure(.digestUnavailable, "libgcrypt gave no SHA-256") }
    return id
  }

  /// Nil when it is damaged: to call that installed would be a lie.
  private func whole(_ id: ReleaseID) -> Release? {
    do throws(Failure) { return try verify(id) } catch {
      // Read or not, whatever is wrong with it, we have a good one in hand.
      return nil
    }
  }
}
