public import Basics
import LinuxSystem

/// The releases on this host: `<program>/<version>-<digest>/` with the executable and a manifest,
/// read-only, complete or not there. Everyone may read; the door writes.
public struct ReleaseStore: Sendable {
  let paths: Paths

  public init(_ paths: Paths) { self.paths = paths }

  /// In the order of their names; releases whose manifest can't be used are told apart.
  public func list() throws(Failure) -> (installed: [Release], damaged: [DamagedRelease]) {
    var installed: [Release] = []
    var damaged: [DamagedRelease] = []
    for (program, folder) in try folders() where !folder.hasPrefix(".") {
      let path = "\(paths.releases)/\(program)/\(folder)"
      do throws(Failure) {
        guard let id = ReleaseID(program: program, folder: folder) else {
          throw Failure(.releaseDamaged, "cannot use \(path): its name is not a release name")
        }
        installed.append(try release(id))
      } catch {
        damaged.append(DamagedRelease(path: path, failure: error))
      }
    }
    return (installed, damaged)
  }

  /// The release in the manifest; `release_not_found` if there is none.
  public func release(_ id: ReleaseID) throws(Failure) -> Release {
    guard let status = try File.status(paths.release(id)), status.kind == .folder else {
      throw Failure(
        .releaseNotFound, "cannot find release \(id)", hint: "run: adnet-agent release list")
    }
    let release = try Manifest.read(in: paths.release(id), of: id)
    guard let file = try File.status(paths.executable(id)), file.kind == .regular,
      file.size == release.bytes, file.mode & 0o111 != 0
    else {
      throw Failure(
        .releaseDamaged, "cannot use release \(id): its executable was changed after it was added",
        hint: "add the same file again: adnet-agent release add")
    }
    return release
  }

  /// Reads the whole file again and compares its digest.
  @discardableResult
  public func verify(_ id: ReleaseID) throws(Failure) -> Release {
    let release = try release(id)
    let file = try Descriptor.open(paths.executable(id), .readNoFollow)
    let found = try digest(of: file)
    guard found == release.sha256 else {
      throw Failure(
        .releaseDamaged,
        "cannot use release \(id): its SHA-256 is \(found), not \(release.sha256)",
        hint: "add the same file again: adnet-agent release add")
    }
    return release
  }

  func digest(of file: borrowing Descriptor) throws(Failure) -> String {
    let digest = try SHA256()
    try file.readAll { (bytes) throws(Failure) in digest.update(bytes) }
    return digest.hexDigits()
  }

  /// Program and folder of everything there, hidden leftovers included.
  func folders() throws(Failure) -> [(program: String, folder: String)] {
    guard try File.status(paths.releases) != nil else { return [] }
    var found: [(String, String)] = []
    for program in try Folder.names(in: paths.releases) where ReleaseID.isProgram(program) {
      let path = "\(paths.releases)/\(program)"
      guard try File.status(path)?.kind == .folder else { continue }
      found += try Folder.names(in: path).map { (program, $0) }
    }
    return found
  }
}

extension Descriptor {
  /// In pieces, until the end.
  func readAll(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 4096)
    defer { buffer.deallocate() }
    while true {
      let count = try read(into: buffer)
      if count == 0 { return }
      try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }
}
