/// A height from which on the chain follows other rules.
public struct Activation: Hashable, Sendable {
  public let height: UInt64
  /// The first version of the program that can follow them.
  public let version: String

  public init(height: UInt64, version: String) {
    self.height = height
    self.version = version
  }

  /// Whether a version is that one or a later; nil when the two can't be compared. Numbers between
  /// dots are compared; a part after a dash (`4.1.0-rc1`) comes before the version without it
  /// (semver.org, 11).
  public func isMet(by other: String) -> Bool? {
    if other == version { return true }
    guard let (own, ownIsEarly) = Self.parts(version), let (theirs, isEarly) = Self.parts(other)
    else { return nil }
    for index in 0..<max(own.count, theirs.count) {
      let (a, b) = (own.count > index ? own[index] : 0, theirs.count > index ? theirs[index] : 0)
      if a != b { return b > a }
    }
    return ownIsEarly == isEarly ? (isEarly ? nil : true) : ownIsEarly
  }

  private static func parts(_ version: String) -> (numbers: [Int], isEarly: Bool)? {
    let bare = version.hasPrefix("v") ? version.dropFirst() : version[...]
    let core = bare.prefix { $0 != "-" && $0 != "+" && $0 != "~" }
    let words = core.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = words.compactMap { Int($0) }
    guard !words.isEmpty, numbers.count == words.count else { return nil }
    let rest = bare.dropFirst(core.count)
    return (numbers, rest.hasPrefix("-") || rest.hasPrefix("~"))
  }
}
