import AgentConfig
import Basics
import ControlModel
import Quorum

/// The document of `adnet-agent genesis check --json` and `genesis new --json`.
struct GenesisDocument: Document {
  static let schemaName = "adnet.genesis/1"

  private(set) var schema = Self.schemaName
  var file: String
  var chain: ChainName?
  /// There is no error in it.
  var isValid: Bool
  var validators: Int
  /// All stake, and the least with which consensus goes on; left out when it is no committee.
  var totalStake: UInt64?
  var quorum: UInt64?
  /// How many may fail, in plain words.
  var words: [String]
  var findings: [Finding]
  /// Of `new`: the form, and whether it is in the file.
  var form: String?
  var written: Bool?

  struct Finding: Codable, Hashable, Sendable {
    var severity: GenesisFinding.Severity
    /// The file or the option.
    var source: String
    /// From 1; of an option, which of its kind.
    var line: Int
    var column: Int
    /// From 1, in the order of the text.
    var validator: Int?
    var text: String
    var hint: String?
  }

  init(file: String, _ genesis: Genesis, _ findings: [GenesisFinding], chain: ChainName?) {
    self.file = file
    self.chain = chain
    validators = genesis.validators.count
    isValid = !findings.contains { $0.severity == .error }
    let committee = GenesisCheck.committee(genesis)
    totalStake = committee?.totalStake
    quorum = committee?.quorum
    words = committee?.words ?? []
    self.findings = findings.map {
      Finding(
        severity: $0.severity, source: $0.place.source.isEmpty ? file : $0.place.source,
        line: $0.place.line, column: $0.place.column, validator: $0.validator, text: $0.text,
        hint: $0.hint)
    }
  }
}
