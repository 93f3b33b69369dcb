/// Something that is wrong with a genesis, or that its operators should know.
public struct GenesisFinding: Hashable, Sendable {
  public enum Severity: String, Hashable, Codable, Sendable { case error, warning }

  public let severity: Severity
  public let place: GenesisPlace
  /// One sentence, lowercase, no full stop. It names the validator and the value.
  public let text: String
  public let hint: String?
  /// Which validator, from 1 in the order of the text.
  public let validator: Int?

  public init(
    _ severity: Severity, _ place: GenesisPlace, _ text: String, hint: String? = nil,
    validator: Int? = nil
  ) {
    self.severity = severity
    self.place = place
    self.text = text
    self.hint = hint
    self.validator = validator
  }
}
