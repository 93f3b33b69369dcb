import Basics

/// The step from one schema of a document on the disk to the next. A version reads what every version
/// before it has written, one step after the other, and writes the newest schema alone.
///
/// A step is never changed once a version with it was released; the next gets the next number.
struct SchemaUpgrade: Sendable {
  /// Such as `adnet.state`.
  let family: String
  /// The schema's number before it; the one after it is greater by one.
  let from: Int
  let patch: @Sendable (inout JSONTree) -> Void

  init(
    _ family: String, from: Int, _ patch: @escaping @Sendable (inout JSONTree) -> Void = { _ in }
  ) {
    self.family = family
    self.from = from
    self.patch = patch
  }

  static let all = [
    // A state of 2 names the version that wrote it. What 0.2.0 has added to what 0.1.0 wrote, both
    // under 1, may be missing anyway.
    SchemaUpgrade("adnet.state", from: 1),
    SchemaUpgrade("adnet.import", from: 1, importNamesItsFiles),
  ]

  /// A record of 1 has ledgers by their path and processes by their number alone, and what the old unit's
  /// own file says, which nothing reads any more. What one of 2 says more of the old node may be missing.
  private static func importNamesItsFiles(_ record: inout JSONTree) {
    record.change(["node", "ledgers"]) { ledgers in
      ledgers.changeEach { ledger in
        guard case .string = ledger else { return }
        ledger = .object([
          "path": ledger, "seenAs": ledger, "device": .integer(0), "inode": .integer(0),
        ])
      }
    }
    record.change(["node", "origin", "unit", "_0"]) { $0["settings"] = nil }
    for path in [["node", "others"], ["node", "origin", "unit", "_0", "companions"]] {
      record.change(path) { processes in
        processes.changeEach { process in
          guard case .integer = process else { return }
          process = .object(["process": process, "name": .string("process")])
        }
      }
    }
  }

  /// The upgrades from one schema to another, in their order; empty if they are the same, nil if there
  /// is no way.
  static func path(from old: String, to new: String, _ all: [SchemaUpgrade] = all)
    -> [SchemaUpgrade]?
  {
    guard old != new else { return [] }
    guard let (family, first) = parts(old), let (same, last) = parts(new), family == same,
      first < last
    else { return nil }
    let steps = (first..<last).compactMap { number in
      all.first { $0.family == family && $0.from == number }
    }
    return steps.count == last - first ? steps : nil
  }

  /// `adnet.state/2` is the second of `adnet.state`.
  static func parts(_ schema: String) -> (family: String, number: Int)? {
    let parts = schema.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let number = Int(parts[1]), number > 0 else {
      return nil
    }
    return (String(parts[0]), number)
  }

  func apply(to document: inout JSONTree) {
    patch(&document)
    document["schema"] = .string("\(family)/\(from + 1)")
  }
}
