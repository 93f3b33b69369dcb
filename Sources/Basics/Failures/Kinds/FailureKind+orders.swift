// Why an order is refused, or ended.
extension FailureKind {
  public static let busy = Self(
    "busy", exit: .busy, "Another operation, migration or import is under way.",
    do: "Try again when it has ended; adnet-agent operation list shows it.")
  public static let chainUnknown = Self(
    "chain_unknown", exit: .usage, status: 404, "The configuration has no chain of this name.",
    do: "adnet-agent status lists the chains.")
  public static let chainDisabled = Self(
    "chain_disabled", exit: .refused, "The chain isn't enabled on this host.",
    do: "adnet-agent chain enable CHAIN")
  public static let chainStopped = Self(
    "chain_stopped", exit: .refused, "The chain is stopped, and the order needs a running node.",
    do: "adnet-agent start CHAIN")
  public static let chainDrained = Self(
    "chain_drained", exit: .refused, "The order isn't possible while the chain is drained.",
    do: "adnet-agent undrain CHAIN")
  public static let chainNotDrained = Self(
    "chain_not_drained", exit: .refused, "The order needs a drained chain.",
    do: "adnet-agent drain CHAIN")
  public static let servedTogether = Self(
    "served_together", exit: .refused,
    "One process serves several chains, and the order names one of them.",
    do: "Add --together to act on all of them.")
  public static let noRelease = Self(
    "no_release", exit: .refused, "No release is installed on the chain yet.",
    do: "adnet-agent swap CHAIN VERSION")
  public static let noPrevious = Self(
    "no_previous", exit: .refused, "There is no earlier release to roll back to.",
    do: "adnet-agent release list; adnet-agent swap CHAIN VERSION")
  public static let noPeers = Self(
    "no_peers", exit: .refused,
    "No peer is healthy and at the chain's height, so clients would get no answer.",
    do: "Set peers.urls of the chain.")
  public static let noOperation = Self(
    "no_operation", exit: .refused, "There is no operation yet.", do: "adnet-agent status")
  public static let nodeNotReady = Self(
    "node_not_ready", exit: .refused, "The node isn't ready to serve clients.",
    do: "adnet-agent why CHAIN")
  public static let handoffOff = Self(
    "handoff_off", exit: .refused,
    "The chain's sockets aren't held, so clients can't be kept from the node.",
    do: "adnet-agent status says why.")
  public static let currentInvalid = Self(
    "current_invalid", exit: .refused, "The chain's current generation can't be read.",
    do: "adnet-agent swap CHAIN VERSION writes it again.")
  public static let lockUnknown = Self(
    "lock_unknown", exit: .refused, "The state of the chain's lock can't be read.",
    do: "systemd-tmpfiles --create; adnet-agent must be in group adnet.")
  public static let otherProgram = Self(
    "other_program", exit: .refused, "The release is of another program than the one in place.",
    do: "Name the release in full, as PROGRAM VERSION.")
  public static let programUnknown = Self(
    "program_unknown", exit: .refused, status: 404, "No unit of the chain runs this program.",
    do: "adnet-agent config show lists the chain's units.")
  public static let releaseUnknown = Self(
    "release_unknown", exit: .refused, status: 404,
    "The order names a release that isn't installed.",
    do: "adnet-agent release list; adnet-agent release add FILE")
  public static let releaseAmbiguous = Self(
    "release_ambiguous", exit: .refused, "The version matches several installed releases.",
    do: "Name the release in full, as PROGRAM VERSION.")
  public static let releaseMissing = Self(
    "release_missing", exit: .refused, "A release that the order needs is no longer installed.",
    do: "adnet-agent release add FILE")
  public static let releaseCurrent = Self(
    "release_current", exit: .refused, "The order needs another release than the one in place.",
    do: "adnet-agent restart CHAIN starts it again.")
  public static let releasesDiffer = Self(
    "releases_differ", exit: .refused,
    "One process serves several chains, and they would get different releases.",
    do: "adnet-agent swap CHAIN VERSION --together")
  public static let settingsNeedStop = Self(
    "settings_need_stop", exit: .refused,
    "Changed settings take effect only when the node is stopped and started.",
    do: "adnet-agent stop CHAIN, then start; or undo the change and run config apply.")
  public static let unitUnusable = Self(
    "unit_unusable", exit: .refused, "systemd can't use the chain's unit.",
    do: "systemctl status UNIT")
  public static let accountsDiffer = Self(
    "accounts_differ", exit: .refused, "One process can't use the accounts of all its chains.",
    do: "adnet-agent account move")
  public static let gatesBlocked = Self(
    "gates_blocked", exit: .refused, "At least one gate blocks the action.",
    do: "adnet-agent why CHAIN")
  public static let pastReturn = Self(
    "past_return", exit: .refused,
    "The ledger was converted, and the earlier release can't read it.",
    do: "/usr/share/doc/adnet-agent/operating.md, \"After a conversion\"")
  public static let noMigration = Self(
    "no_migration", exit: .refused, "There is no migration.",
    do: "adnet-agent migrate start --to unified")
  public static let operationUnknown = Self(
    "operation_unknown", status: 404, "There is no operation with this ID.",
    do: "adnet-agent operation list")
  public static let operationSuperseded = Self(
    "operation_superseded", "A newer order replaced the operation.",
    do: "adnet-agent operation list")
  public static let aborted = Self(
    "aborted", "An operator ended the migration.", do: "adnet-agent migrate status")
  public static let companionFailed = Self(
    "companion_failed", "The operation of another chain of the same process failed.",
    do: "See the operation of the other chain.")
  public static let interrupted = Self(
    "interrupted", exit: .busy,
    "The command was interrupted; the work continues in the background.",
    do: "adnet-agent operation list")
  public static let moveFailed = Self(
    "move_failed", "Moving a node to its new account failed.", do: "adnet-agent operation list")

  static let ofOrders: [Self] = [
    .busy, .chainUnknown, .chainDisabled, .chainStopped, .chainDrained, .chainNotDrained,
    .servedTogether, .noRelease, .noPrevious, .noPeers, .noOperation, .nodeNotReady, .handoffOff,
    .currentInvalid, .lockUnknown, .otherProgram, .programUnknown, .releaseUnknown,
    .releaseAmbiguous, .releaseMissing, .releaseCurrent, .releasesDiffer, .settingsNeedStop,
    .unitUnusable, .accountsDiffer, .gatesBlocked, .pastReturn, .noMigration, .operationUnknown,
    .operationSuperseded, .aborted, .companionFailed, .interrupted, .moveFailed,
  ]
}

// What is so already, where an order changes nothing: the answer is no error.
extension FailureKind {
  public static let alreadyDisabled = Self(
    "already_disabled", exit: .done, "The chain is disabled already.")
  public static let alreadyDrained = Self(
    "already_drained", exit: .done, "The chain is drained already.")
  public static let alreadyEnabled = Self(
    "already_enabled", exit: .done, "The chain is enabled already.")
  public static let alreadyImported = Self(
    "already_imported", exit: .done, "The node was imported already.")
  public static let alreadyInPlace = Self(
    "already_in_place", exit: .done, "The release is in place already.")
  public static let alreadyMoved = Self(
    "already_moved", exit: .done, "Every node uses the account already.")
  public static let alreadyRemoved = Self(
    "already_removed", exit: .done, "There is no such release to remove.")
  public static let alreadyRunning = Self(
    "already_running", exit: .done, "The chain is running already.")
  public static let alreadyStopped = Self(
    "already_stopped", exit: .done, "The chain is stopped already.")
  public static let genesisIsWritten = Self(
    "genesis_is_written", exit: .done, "The genesis file has this content already.")
  public static let notDrained = Self(
    "not_drained", exit: .done, "The chain isn't drained: there is nothing to end.")
  public static let notImported = Self(
    "not_imported", exit: .done, "The chain has no import to undo.")
  public static let nothingToDo = Self(
    "nothing_to_do", exit: .done, "Every chain is as ordered already.")

  static let ofWhatIsSo: [Self] = [
    .alreadyDisabled, .alreadyDrained, .alreadyEnabled, .alreadyImported, .alreadyInPlace,
    .alreadyMoved, .alreadyRemoved, .alreadyRunning, .alreadyStopped, .genesisIsWritten,
    .notDrained, .notImported, .nothingToDo,
  ]
}
