// The ledger and its backup.
extension FailureKind {
  public static let backupChanged = Self(
    "backup_changed", "A file of the backup changed during the conversion.",
    do: "adnet-agent migrate status; no other process may use the ledger.")
  public static let backupFailed = Self(
    "backup_failed", "The ledger can't be backed up.", do: "df -h; adnet-agent migrate status")
  public static let backupInvalid = Self(
    "backup_invalid", "The backup's list of files can't be read.", do: "adnet-agent migrate status")
  public static let backupMissing = Self(
    "backup_missing", "The ledger's backup is missing.",
    do: "Restore the ledger from a backup of your own.")
  public static let backupTooSlow = Self(
    "backup_too_slow", "The file system can't copy the ledger fast enough.",
    do: "Use a file system with reflinks, such as XFS or btrfs.")
  public static let ledgerElsewhere = Self(
    "ledger_elsewhere", "The ledger is on another file system than its destination.",
    do: "Set ledger.path of the chain.")
  public static let ledgerInTheWay = Self(
    "ledger_in_the_way", "Something is at the ledger's destination.", do: "Move it away.")
  public static let ledgerMissing = Self(
    "ledger_missing", "The ledger doesn't exist.",
    do: "Check the storage path of the chain: adnet-agent config show")
  public static let ledgerUnknown = Self(
    "ledger_unknown", "The ledger contains something that is neither file nor folder.",
    do: "Exclude it with ledger.exclude.")

  static let ofLedgers: [Self] = [
    .backupChanged, .backupFailed, .backupInvalid, .backupMissing, .backupTooSlow, .ledgerElsewhere,
    .ledgerInTheWay, .ledgerMissing, .ledgerUnknown,
  ]
}

// The relay and the connections it takes over.
extension FailureKind {
  public static let badDrainSocket = Self(
    "bad_drain_socket", exit: .invalid, "A drain socket passed to the relay can't be used.",
    do: "adnet-agent config apply, then systemctl status of the relay.")
  public static let badPeer = Self(
    "bad_peer", "A peer's URL isn't http://host:port.", do: "Correct peers.urls of the chain.")
  public static let noDrainSockets = Self(
    "no_drain_sockets", exit: .invalid, "No drain socket was passed to the relay.",
    do: "The agent starts the relay itself.")
  public static let nodeAway = Self(
    "node_away", exit: .unreachable,
    "The relay's answer to an RPC client: the node is being replaced, and no peer could answer in time.",
    do: "Send the request again after the seconds of Retry-After.")
  public static let noNode = Self(
    "no_node", "The unit has no node.", do: "adnet-agent status; adnet-agent config show")
  public static let noOwner = Self(
    "no_owner", exit: .invalid, "No unit owns the chain.", do: "adnet-agent swap CHAIN VERSION")
  public static let nothingHeld = Self(
    "nothing_held", "The unit has no held port.",
    do: "adnet-agent config show; adnet-agent config apply")
  public static let relayAnswer = Self(
    "relay_answer", "The relay's answer can't be read.", do: "systemctl status of the relay")
  public static let relayGone = Self(
    "relay_gone", "The relay ended.", do: "systemctl status of the relay")
  public static let relayUnverified = Self(
    "relay_unverified", "The relay can't verify where new connections go.",
    do: "systemctl status of the relay")
  public static let requestLost = Self(
    "lost", exit: .unreachable, status: 502,
    "The relay's answer to an RPC client: the request was sent on, and no answer came.",
    do: "Check whether the request took effect before sending it again.")
  public static let unknownCommand = Self(
    "unknown_command", "The relay doesn't know the command.",
    do: "Give the order again when the relay has ended.")

  static let ofRelays: [Self] = [
    .badDrainSocket, .badPeer, .noDrainSockets, .nodeAway, .noNode, .noOwner, .nothingHeld,
    .relayAnswer,
    .relayGone, .relayUnverified, .requestLost, .unknownCommand,
  ]
}
