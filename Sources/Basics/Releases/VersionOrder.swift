/// The order of a program's versions.
public enum VersionOrder {
  /// Whether `version` is `first` or a later one; nil when the two can't be compared. Numbers between
  /// dots are compared; a part after a dash (`4.1.0-rc1`) comes before the version without it
  /// (semver.org, 11).
  public static func isAtLeast(_ version: String, _ first: String) -> Bool? {
    if version == first { return true }
    guard let (theirs, isEarly) = parts(version), let (own, ownIsEarly) = parts(first) else {
      return nil
    }
    for index in 0..<max(own.count, theirs.count) {
      let (a, b) = (own.count > index ? own[index] : 0, theirs.count > index ? theirs[index] : 0)
      if a != b { return b > a }
    }
    return ownIsEarly == isEarly ? (isEarly ? nil : true) : ownIsEarly
  }

  /// Whether it has numbers to compare: `4.5`, `v4.5.1-rc2`, but not `nightly`.
  public static func isComparable(_ version: String) -> Bool { parts(version) != nil }

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
