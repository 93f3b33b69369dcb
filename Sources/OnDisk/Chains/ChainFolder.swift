public import Basics
import LinuxSystem

/// A chain's folder on disk: numbered generations that never change, and the link `current` to the
/// one that holds.
public struct ChainFolder: Sendable {
  public let chain: ChainName
  let paths: Paths

  public init(_ paths: Paths, _ chain: ChainName) {
    self.paths = paths
    self.chain = chain
  }

  var path: String { paths.chain(chain) }
  var generations: String { "\(path)/generations" }
  var link: String { "\(path)/current" }

  /// The state of `current`. Every fault is reported.
  public func current() -> CurrentLink {
    do throws(Failure) {
      guard let status = try File.status(link) else { return .missing }
      guard status.kind == .link else { return .invalid(reason: "\(link) is not a link") }
      let target = try File.readLink(link)
      guard let number = Self.number(ofTarget: target) else {
        return .invalid(reason: "\(link) points to \(target), which is not a generation")
      }
      let generation = try generation(number)
      guard try File.status(paths.executable(generation.release), following: true) != nil else {
        return .invalid(reason: "\(paths.executable(generation.release)) does not exist")
      }
      return .generation(generation)
    } catch {
      return .invalid(reason: error.text)
    }
  }

  /// Made in full, whether or not the link points to it.
  public func generation(_ number: Int) throws(Failure) -> Generation {
    let folder = "\(generations)/\(number)"
    let text = try File.text("\(folder)/unit", limit: 300)
    guard text.hasSuffix("\n"), UnitName.isService(String(text.dropLast())) else {
      throw Failure(.generationInvalid, "cannot use \(folder)/unit: not a service name")
    }
    let target = try File.readLink("\(folder)/release")
    guard let release = Self.release(ofTarget: target) else {
      throw Failure(
        .generationInvalid, "cannot use \(folder)/release: it points to \(target)")
    }
    return Generation(number: number, unit: String(text.dropLast()), release: release)
  }

  /// The settings that a generation's node is started with, as they were written; nil for generations
  /// of versions that wrote none.
  public func start(of number: Int) throws(Failure) -> String? {
    try File.readIfPresent(startPath(number), limit: Self.startLimit)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  func startPath(_ number: Int) -> String { "\(generations)/\(number)/start" }
  private static let startLimit = 64 * 1024

  /// The number that `current` points to, valid or not.
  func linkedNumber() -> Int? {
    // Missing and unreadable are the same here: `current()` tells them apart.
    (try? File.readLink(link)).flatMap(Self.number(ofTarget:))
  }

  /// Of the generations that are there, ascending.
  public func numbers() throws(Failure) -> [Int] {
    guard try File.status(generations) != nil else { return [] }
    return try Folder.names(in: generations).compactMap(Self.number(ofName:)).sorted()
  }

  private static let releases = "../../../../releases/"

  static func target(of release: ReleaseID) -> String { "\(releases)\(release)" }

  private static func release(ofTarget target: String) -> ReleaseID? {
    guard target.hasPrefix(releases) else { return nil }
    return ReleaseID(String(target.dropFirst(releases.count)))
  }

  private static func number(ofTarget target: String) -> Int? {
    guard target.hasPrefix("generations/") else { return nil }
    return number(ofName: String(target.dropFirst("generations/".count)))
  }

  /// Only in the form in which we write it.
  private static func number(ofName name: String) -> Int? {
    guard let number = Int(name), number > 0, "\(number)" == name else { return nil }
    return number
  }
}
