// Why an operation fails, beyond its steps.
extension FailureKind {
  public static let handoffDenied = Self(
    "handoff_denied", "The node can't be given its held socket.",
    do: "/usr/share/doc/adnet-agent/operating.md; journalctl -u UNIT")
  public static let heightStalled = Self(
    "height_stalled", "The chain didn't advance with the new release.",
    do: "adnet-agent health CHAIN")
  public static let hookFailed = Self(
    "hook_failed", "A migration hook failed.", do: "journalctl -u UNIT of the hook")
  public static let ledgerFell = Self(
    "ledger_fell", "The node is at a lower height than the chain had reached.",
    do: "Restore the ledger, or accept it: adnet-agent start CHAIN --accept-height")
  public static let recordLost = Self(
    "record_lost", "The validator's safety record is missing.",
    do: "Restore the record before starting the node.")
  public static let nodeExited = Self(
    "node_exited", "The node exited while it was starting.", do: "journalctl -u UNIT")
  public static let ownerChanged = Self(
    "owner_changed", "The chain's current generation was changed during the operation.",
    do: "adnet-agent status")
  public static let ownerDeclined = Self(
    "owner_declined", "The supervisor of the unit declined to start the node.",
    do: "journalctl -u UNIT")
  public static let portElsewhere = Self(
    "port_elsewhere", "The node bound another port than the configured one.",
    do: "ss -lntp shows which process has the port.")
  public static let portMissing = Self(
    "port_missing", "The node didn't open one of its ports.", do: "journalctl -u UNIT")
  public static let portOfAnotherChain = Self(
    "port_of_another_chain", exit: .refused, "A port of the chain is served by another chain.",
    do: "adnet-agent config check")
  public static let supervisorInvalid = Self(
    "supervisor_invalid", "The supervisor can't use its settings.", do: "journalctl -u UNIT")
  public static let unitNotSetUp = Self(
    "unit_not_set_up", "systemd can't set up the unit.", do: "systemctl status UNIT")

  static let ofOperations: [Self] = [
    .handoffDenied, .heightStalled, .hookFailed, .ledgerFell, .recordLost, .nodeExited,
    .ownerChanged, .ownerDeclined, .portElsewhere, .portMissing, .portOfAnotherChain,
    .supervisorInvalid, .unitNotSetUp,
  ]
}
