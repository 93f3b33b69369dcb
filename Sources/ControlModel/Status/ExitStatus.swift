/// The end of the node's last process.
public struct ExitStatus: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, Sendable {
    case code, signal
    /// The supervisor died before the node, so nobody saw how it ended.
    case unobserved
  }

  public var kind: Kind
  public var value: Int32
  /// Whether it was asked to stop.
  public var ordered: Bool
  /// Whether it ended by itself with everything saved.
  public var clean: Bool
  public var at: Timestamp
  public var text: String?

  public init(
    kind: Kind, value: Int32, ordered: Bool, clean: Bool, at: Timestamp, text: String? = nil
  ) {
    self.kind = kind
    self.value = value
    self.ordered = ordered
    self.clean = clean
    self.at = at
    self.text = text
  }
}
