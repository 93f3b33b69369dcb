// Taking over a node of another program.
extension FailureKind {
  public static let heightFell = Self(
    "height_fell", "The node answers below the height it had before the import.",
    do: "adnet-agent import CHAIN --undo")
  public static let heightUnknown = Self(
    "height_unknown", "The node's height can't be read.", do: "adnet-agent health CHAIN")
  public static let importBusy = Self(
    "import_busy", exit: .busy, "The import of the chain is running.",
    do: "adnet-agent import CHAIN --resume follows it.")
  public static let importChanged = Self(
    "import_changed", "A file changed since the import was planned.", do: "Plan the import again.")
  public static let importInTheWay = Self(
    "import_in_the_way", exit: .busy, "Something is at a destination of the import.",
    do: "Move it away, then adnet-agent import CHAIN --resume")
  public static let importInUse = Self(
    "import_in_use", exit: .busy, "Another process has files of the ledger open.",
    do: "Stop that process, then adnet-agent import CHAIN --resume")
  public static let importLost = Self(
    "import_lost", "The record of the import is incomplete.", do: "adnet-agent import CHAIN --undo")
  public static let importNone = Self(
    "import_none", exit: .refused, "No import of the chain is under way.",
    do: "adnet-agent import CHAIN --from-unit UNIT")
  public static let importRunning = Self(
    "import_running", exit: .busy, "The chain is being imported.",
    do: "adnet-agent import CHAIN --resume, or --undo")
  public static let importSecretLost = Self(
    "import_secret_lost", exit: .refused, "The old process no longer has its secrets.",
    do: "Plan the import again.")
  public static let importThere = Self(
    "import_there", exit: .refused, "The chain was imported from another node.",
    do: "adnet-agent import CHAIN --undo, then import the other node.")
  public static let importUndone = Self(
    "import_undone", "The import failed, and the old service runs the node again.",
    do: "journalctl -u UNIT; import again when the cause is gone.")
  public static let importUnfinished = Self(
    "import_unfinished", "The import ended in the middle of a step.",
    do: "adnet-agent import CHAIN --resume, or --undo")
  public static let ledgerLost = Self(
    "ledger_lost", "The imported ledger isn't where the import left it.",
    do: "Restore the ledger, then adnet-agent import CHAIN --resume or --undo.")
  public static let ledgerOther = Self(
    "ledger_other", "The node uses another ledger than the imported one.",
    do: "Correct the storage path in agent.toml, then adnet-agent config apply.")
  public static let nodesAmbiguous = Self(
    "nodes_ambiguous", exit: .refused, "The unit runs several nodes.",
    do: "Give each node a unit of its own.")
  public static let oldNodeChanged = Self(
    "old_node_changed", exit: .refused, "The old node was restarted since the import was planned.",
    do: "Plan the import again.")
  public static let oldNodeLives = Self(
    "old_node_lives", exit: .busy, "The old node was asked to stop and still runs.",
    do: "Wait for it, then adnet-agent import CHAIN --resume")
  public static let oldNodeNotStarted = Self(
    "old_node_not_started", "The old service can't be started again.", do: "systemctl status UNIT")
  public static let oldNodeReturns = Self(
    "old_node_returns", exit: .refused, "Something started the old node again.",
    do: "Find and disable what starts it.")
  public static let operationFailed = Self(
    "operation_failed", "The operation failed.", do: "adnet-agent operation show ID")
  public static let processContained = Self(
    "process_contained", exit: .refused, "The process runs in a container.",
    do: "Run the node from a unit of its own.")
  public static let processMissing = Self(
    "process_missing", exit: .refused, "There is no such process.",
    do: "ps -e; adnet-agent import CHAIN --from-unit UNIT")
  public static let processNotNode = Self(
    "process_not_node", exit: .refused, "The process isn't the node of its unit.",
    do: "adnet-agent import CHAIN --from-pid with the node itself.")
  public static let recordMissing = Self(
    "record_missing", "The validator's safety record isn't at its expected paths.",
    do: "Restore the record before starting the node.")
  public static let undoRefused = Self(
    "undo_refused", exit: .refused, "The import can't be undone.",
    do: "adnet-agent import CHAIN --resume")
  public static let unitNotRunning = Self(
    "unit_not_running", exit: .refused, "No process of the unit runs.",
    do: "Start it before the import.")

  static let ofImports: [Self] = [
    .heightFell, .heightUnknown, .importBusy, .importChanged, .importInTheWay, .importInUse,
    .importLost, .importNone, .importRunning, .importSecretLost, .importThere, .importUndone,
    .importUnfinished, .ledgerLost, .ledgerOther, .nodesAmbiguous, .oldNodeChanged, .oldNodeLives,
    .oldNodeNotStarted, .oldNodeReturns, .operationFailed, .processContained, .processMissing,
    .processNotNode, .recordMissing, .undoRefused, .unitNotRunning,
  ]
}
