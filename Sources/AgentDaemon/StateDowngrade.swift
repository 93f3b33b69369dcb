import AgentCore
public import Basics
import FoundationEssentials
import LinuxSystem
import OnDisk

/// The agent's state as an older version reads it, for a downgrade. The package's prerm has it written
/// after the agent was stopped and before the older files are unpacked.
///
/// An older version refuses keys that it doesn't know, so they are taken out where it can do without them.
/// What it would act on wrongly is refused, and the file stays as it is: the older agent then ends with
/// exit code 78 and says why, and nodes go on.
public enum StateDowngrade {
  /// The versions that read another state than this one writes, and their schema.
  public enum Reader: String, CaseIterable, Sendable {
    /// 0.1: nothing is remembered of heights, records and settings.
    case withoutHeights = "0.1.0"
    /// 0.2: its state doesn't say who wrote it.
    case withoutWriter = "0.2.0"

    fileprivate var schema: String { "adnet.state/1" }
  }

  /// The keys of a chain and of an operation that 0.2.0 has and 0.1.0 doesn't know.
  private static let chainKeys = ["earlier", "reached", "record", "fallen"]
  private static let operationKeys = [
    "settingsOf", "returnsTo", "renews", "proves", "acceptedHeight", "holds", "lacksRecord",
    "reachedHeight",
  ]

  /// The keys of a chain and of an operation that came after 0.2.0.
  private static let newChainKeys = ["announced", "fell"]
  private static let newOperationKeys = ["stoodStill"]
  private static let newAdoptionKeys = ["severed", "reachable", "stopped_us"]

  /// The words of a state that a reader doesn't know, by the name of the enum: `encode` has to replace them, or
  /// to refuse what has them.
  static let newWords: [Reader: [String: Set<String>]] = [:]

  /// The path that was written; nil where there is no state to write.
  ///
  /// Throws `agent_running` while an agent holds its folder, `state_not_older` where the older version
  /// would act wrongly, and what loading the state throws.
  public static func write(for reader: Reader, _ paths: Paths) throws(Failure) -> String? {
    let home = Folder.parent(of: paths.state)
    guard try File.status(home) != nil else { return nil }
    guard let lock = try FileLock.take(home, .exclusive) else {
      throw Failure(
        .agentRunning,
        "cannot write the state for \(reader.rawValue): an agent has locked \(home)",
        hint: "systemctl stop adnet-agent")
    }
    defer { withExtendedLifetime(lock) {} }
    let file = StateFile<AgentState>(paths.state, schema: AgentState.schema)
    guard let state = try file.load() else { return nil }
    if reader == .withoutHeights { try refuseWhatIsUnderWay(in: state) }
    let bytes = try encode(state, for: reader)
    try file.keep()
    try File.writeAtomically(bytes, to: paths.state, mode: 0o640)
    return paths.state
  }

  private static func refuseWhatIsUnderWay(in state: AgentState) throws(Failure) {
    func refuse(_ why: String, _ hint: String) -> Failure {
      Failure(
        .stateNotOlder, "cannot write the state for \(Reader.withoutHeights.rawValue): \(why)",
        hint: hint)
    }
    if let operation = state.operation {
      throw refuse(
        "operation \(operation.id) is under way",
        "adnet-agent operation show \(operation.id) --follow")
    }
    if state.migration?.isOpen == true {
      throw refuse("a migration is open", "adnet-agent migrate status")
    }
    // It would start the node.
    if let fallen = state.chains.first(where: { $0.value.fallen != nil }) {
      throw refuse("chain \(fallen.key) is kept stopped", "adnet-agent status")
    }
  }

  private static func forgetHeights(_ chain: inout JSONTree) {
    for key in chainKeys { chain[key] = nil }
    forget(operationKeys, &chain)
  }

  /// - Parameter path: within the operation.
  private static func forget(_ keys: [String], _ chain: inout JSONTree, in path: [String] = []) {
    for name in ["operation", "lastOperation"] {
      chain.change([name] + path) { place in for key in keys { place[key] = nil } }
    }
  }

  private static func encode(_ state: AgentState, for reader: Reader) throws(Failure) -> [UInt8] {
    do {
      var tree = try JSONDecoder().decode(JSONTree.self, from: JSONEncoder().encode(state))
      tree["schema"] = .string(reader.schema)
      tree["writtenBy"] = nil
      tree.change(["chains"]) { chains in
        chains.changeEach { chain in
          // It would compare that with a height that is asked for in another way.
          if chain["reached"]?["query"] != nil { chain["reached"] = nil }
          for key in newChainKeys { chain[key] = nil }
          forget(newOperationKeys, &chain)
          forget(newAdoptionKeys, &chain, in: ["adoption"])
          if reader == .withoutHeights { forgetHeights(&chain) }
        }
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
      return Array(try encoder.encode(tree)) + [UInt8(ascii: "\n")]
    } catch {
      throw Failure(.stateUnsaved, "cannot write the state for \(reader.rawValue): \(error)")
    }
  }
}
