/// Something an operator should know, with the command that helps.
public struct Problem: Hashable, Codable, Sendable {
  public enum Severity: String, Codable, Sendable { case notice, warning, critical }

  public let kind: ProblemKind
  public let severity: Severity
  /// The chain it belongs to, if it is one chain's.
  public let chain: ChainName?
  /// One sentence, lowercase, no full stop.
  public let text: String
  /// The thing to do or the command to run; where none is given, what always helps with the kind.
  public let hint: String?

  public init(
    kind: ProblemKind, severity: Severity, chain: ChainName? = nil, text: String,
    hint: String? = nil
  ) {
    self.kind = kind
    self.severity = severity
    self.chain = chain
    self.text = text
    self.hint =
      hint ?? kind.advice.map { $0.replacing("CHAIN", with: chain?.text ?? "CHAIN") }
  }
}
