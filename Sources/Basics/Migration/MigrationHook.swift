/// The operator's program that is run before and after each step, as a unit of its own for each time:
/// so systemd knows what has become of it, and whoever was killed meanwhile finds it there.
public enum MigrationHook {
  public static let template = "adnet-hook@.service"

  public enum Moment: String, Sendable, CaseIterable { case before, after }

  /// Whether a name is one of such a unit, with these chains and no other.
  public static func isUnit(_ name: String, chains: [ChainName]) -> Bool {
    guard name.utf8.count <= 200, name.hasPrefix("adnet-hook@"), name.hasSuffix(".service") else {
      return false
    }
    let instance = name.dropFirst("adnet-hook@".count).dropLast(".service".count)
    let parts = instance.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty, parts[1].utf8.allSatisfy(isOfID) else {
      return false
    }
    let words = parts[0].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard words.count >= 3, Moment(rawValue: words[0]) != nil, Topology(rawValue: words[1]) != nil
    else { return false }
    return words[2...].allSatisfy { word in chains.contains { $0.text == word } }
  }

  private static func isOfID(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte) || "-.".utf8.contains(byte)
  }
}
