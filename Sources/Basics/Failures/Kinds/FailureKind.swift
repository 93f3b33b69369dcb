/// The kind of a failure, in one stable snake_case word: clients match on it, never on a text.
///
/// The list is closed: only its members can be written in our sources. A word that isn't in it comes
/// from another version, by JSON alone, and is carried as it is.
public struct FailureKind: KindWord {
  public let rawValue: String
  /// The exit code of a command that fails with it, unless the failure says otherwise; for a word of
  /// another version 1.
  public let exit: ExitCode
  /// The HTTP status of its answer; nil where the exit code says it.
  public let httpStatus: Int?
  /// One plain sentence; empty for a word of another version.
  public let meaning: String
  /// The advice for an operator; nil where there is nothing that always helps.
  public let advice: String?

  /// Only for the lists of kinds.
  package init(
    _ rawValue: String, exit: ExitCode = .failed, status: Int? = nil, _ meaning: String,
    do advice: String? = nil
  ) {
    self.rawValue = rawValue
    self.exit = exit
    httpStatus = status
    self.meaning = meaning
    self.advice = advice
  }

  /// The member of the general list with this word, or else the word alone.
  public init(rawValue: String) { self = Self.listed[rawValue] ?? Self(rawValue, "") }

  /// All but those that stand for a gate, a step or a state of a migration: these are in AgentCore.
  public static let general: [Self] =
    ofOrders + ofWhatIsSo + ofOperations + ofState + ofTheAPI + ofReleases + ofUnits + ofLedgers
    + ofRelays + ofTheHost + ofImports + ofTheSystem

  private static let listed = Dictionary(uniqueKeysWithValues: general.map { ($0.rawValue, $0) })
}
