/// The end of a node's last process.
public struct NodeExit: Hashable, Codable, Sendable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case code, signal
    /// The supervisor died before the node, so nobody saw how.
    case unobserved
  }

  public var kind: Kind
  public var value: Int
  /// Whether it ended because we asked.
  public var ordered: Bool
  /// Whether it ended by itself after the order, so that it had its time to save.
  public var clean: Bool
  public var atUnixMs: Int
  public var text: String

  public init(
    kind: Kind, value: Int, ordered: Bool, clean: Bool, atUnixMs: Int, text: String = ""
  ) {
    self.kind = kind
    self.value = value
    self.ordered = ordered
    self.clean = clean
    self.atUnixMs = atUnixMs
    self.text = text
  }

  /// Whether it may not have saved its proposal cache. A node that somebody else ends by a signal that
  /// it heeds ends with 0, and saves before.
  public var isUnclean: Bool { !clean && (ordered || kind != .code || value != 0) }

  /// In a few words, for people.
  public var summary: String {
    switch kind {
    case .code: "exit code \(value)"
    case .signal: "signal \(value)"
    case .unobserved: "an unobserved end"
    }
  }
}
