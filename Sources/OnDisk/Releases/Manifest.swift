import Basics
import FoundationEssentials
import LinuxSystem

/// The file `release.json` beside a release's executable.
struct Manifest: Codable {
  static let fileName = "release.json"
  static let knownSchema = "adnet.release/1"

  var schema = knownSchema
  let program: String
  let version: String
  let sha256: String
  let bytes: Int64
  let installedUnixMs: Int64

  enum CodingKeys: String, CodingKey {
    case schema, program, version, sha256, bytes
    case installedUnixMs = "installed_unix_ms"
  }

  init(_ release: Release) {
    program = release.id.program
    version = release.id.version
    sha256 = release.sha256
    bytes = release.bytes
    installedUnixMs = release.installedUnixMilliseconds
  }

  func encoded() throws(Failure) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    do { return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")] } catch {
      throw Failure(.manifestUnwritten, "cannot write a manifest: \(error)")
    }
  }

  /// Of the release in `folder`, which it must agree with.
  static func read(in folder: String, of id: ReleaseID) throws(Failure) -> Release {
    let path = "\(folder)/\(fileName)"
    let bytes = try File.read(path, limit: 64 * 1024)
    let manifest: Manifest
    do { manifest = try JSONDecoder().decode(Manifest.self, from: Data(bytes)) } catch {
      throw Failure(.releaseDamaged, "cannot use \(path): \(String(decodingProblem: error))")
    }
    guard manifest.schema == knownSchema else {
      throw Failure.schemaUnknown(.releaseDamaged, path, manifest.schema, known: knownSchema)
    }
    guard manifest.program == id.program, manifest.version == id.version,
      SHA256.isDigest(manifest.sha256), manifest.sha256.hasPrefix(id.digest)
    else { throw Failure(.releaseDamaged, "cannot use \(path): it describes another release") }
    return Release(
      id: id, sha256: manifest.sha256, bytes: manifest.bytes,
      installedUnixMilliseconds: manifest.installedUnixMs)
  }
}
