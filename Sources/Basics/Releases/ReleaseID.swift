/// One installed release of a node program: `alphaos/1.4.0-0f3a9c1b2d4e`.
///
/// The second half is the release's folder under `/var/lib/adnet/releases/<program>/`: the version
/// the operator gave and the first 12 hex digits of the file's SHA-256, so that two builds of one
/// version can't be mistaken for each other.
public struct ReleaseID: Hashable, Sendable, CustomStringConvertible {
  public let program: String
  public let version: String
  /// The first 12 hex digits of the SHA-256 of the file.
  public let digest: String

  /// Nil when a part isn't fit for a path: a program is `[a-z][a-z0-9-]{0,31}`, a version
  /// `[A-Za-z0-9][A-Za-z0-9.+~_-]{0,63}`, a digest 12 lowercase hex digits.
  public init?(program: String, version: String, digest: String) {
    guard Self.isProgram(program), Self.isVersion(version), Self.isDigest(digest) else {
      return nil
    }
    self.program = program
    self.version = version
    self.digest = digest
  }

  /// From `program/version-digest`.
  public init?(_ text: String) {
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    self.init(
      program: String(text[..<slash]), folder: String(text[text.index(after: slash)...]))
  }

  public init?(program: String, folder: String) {
    guard let dash = folder.utf8.lastIndex(of: UInt8(ascii: "-")) else { return nil }
    self.init(
      program: program, version: String(folder[..<dash]),
      digest: String(folder[folder.index(after: dash)...]))
  }

  public var folder: String { "\(version)-\(digest)" }
  public var description: String { "\(program)/\(folder)" }

  /// Whether a text may name an installed release: by its version, its folder, or either with the
  /// program in front, `adnet/1.0.0`.
  public static func isName(_ text: String) -> Bool {
    guard let slash = text.firstIndex(of: "/") else { return isVersion(text) }
    return isProgram(String(text[..<slash])) && isVersion(String(text[text.index(after: slash)...]))
  }

  /// Whether such a text may mean this one.
  public func isNamed(_ text: String) -> Bool {
    [version, folder, "\(program)/\(version)", description].contains(text)
  }

  public static func isProgram(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 32 else { return false }
    return first.isLowercaseLetter
      && text.utf8.allSatisfy { $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
  }

  public static func isVersion(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 64 else { return false }
    return (first.isLetter || first.isDigit)
      && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || ".+~_-".utf8.contains($0) }
  }

  public static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 12
      && text.utf8.allSatisfy { $0.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
  }
}

extension ReleaseID: TextCodable {
  public static let form = "a release"
}
