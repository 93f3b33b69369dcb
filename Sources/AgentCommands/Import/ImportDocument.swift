import AgentCore
import Basics
import ControlModel
import NodeImport

/// The document of `adnet-agent import --json`: what would be done, or how far it is.
struct ImportDocument: Document {
  static let schemaName = "adnet.import-plan/1"

  private(set) var schema = Self.schemaName
  var chain: ChainName
  /// The unit, or `process 4711`.
  var source: String
  var process: Int32
  var executable: String
  var account: String
  var program: String
  var version: String
  var moves: [ImportPlan.Move]
  /// The node's answer, and where it came from: `rest`, `metrics` or `log`; left out where it is unknown.
  var height: UInt64?
  var heightFrom: ForeignAnswers.Source?
  var isValidator: Bool
  /// Where its safety record may be after the move.
  var records: [String]
  /// Whether the old node has one by now; left out where it is no validator.
  var hasRecord: Bool?
  /// Options whose values are secrets; the text has a mark for each.
  var secrets: [String]
  /// The text that would be written, and its name in agent.toml.d.
  var fragment: String
  var fragmentName: String
  var lost: [String]
  var refusals: [ImportPlan.Refusal]
  var gates: [Gate]
  /// Nothing is in the way.
  var isAllowed: Bool
  /// Left out before it has begun.
  var direction: ImportRecord.Direction?
  var step: ImportRecord.Step?
  var isOver: Bool?

  init(_ node: ForeignNode, _ plan: ImportPlan, gates: [Gate], record: ImportRecord? = nil) {
    chain = plan.chain
    source = node.name
    process = node.process
    executable = node.executable
    account = node.account.name
    program = plan.program
    version = plan.version
    moves = plan.moves
    height = plan.height
    heightFrom = plan.heightFrom
    isValidator = plan.isValidator
    records = plan.records
    hasRecord = plan.hasRecord
    secrets = plan.secrets
    fragment = plan.fragment
    fragmentName = ImportPlan.fragmentName(plan.chain)
    lost = plan.lost
    refusals = plan.refusals
    self.gates = gates
    isAllowed = plan.refusals.isEmpty && gates.blocked.isEmpty
    direction = record?.direction
    step = record?.step
    isOver = record?.isOver
  }
}
