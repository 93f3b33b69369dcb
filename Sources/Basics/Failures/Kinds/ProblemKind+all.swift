// What concerns the agent itself.
extension ProblemKind {
  public static let agentDown = Self(
    "agent_down", "The agent doesn't run; heights aren't known and no operation proceeds.",
    do: "systemctl start adnet-agent")
  public static let agentRestartPending = Self(
    "agent_restart_pending", "A changed setting takes effect when the agent restarts.",
    do: "systemctl restart adnet-agent")
  public static let busUnreachable = Self(
    "bus_unreachable", "systemd can't be reached over D-Bus.", do: "systemctl status dbus.service")
  public static let configurationInvalid = Self(
    "configuration_invalid", "The configuration has errors.", do: "adnet-agent config check")
  public static let quorumFile = Self(
    "quorum_file", "The committee can't be read from the quorum file.",
    do: "adnet-agent genesis check FILE")
  public static let stateUnsaved = Self(
    "state_unsaved", "The agent's state can't be saved; nothing is done until it can.",
    do: "Check free space and permissions of /var/lib/adnet-agent.")
  public static let migrationAsks = Self(
    "migration_asks", "The migration needs attention.",
    do: "adnet-agent migrate status; migrate resume or migrate rollback")
  public static let migrationPaused = Self(
    "migration_paused", "The migration is paused.", do: "adnet-agent migrate resume")
  public static let importRunning = Self(
    "import_running", "The chain is being imported.",
    do: "adnet-agent import CHAIN --resume follows it.")
  public static let importUnfinished = Self(
    "import_unfinished", "The import of the chain is stuck.",
    do: "adnet-agent import CHAIN --resume, or --undo")

  static let ofTheAgent: [Self] = [
    .agentDown, .agentRestartPending, .busUnreachable, .configurationInvalid, .quorumFile,
    .stateUnsaved, .migrationAsks, .migrationPaused, .importRunning, .importUnfinished,
  ]
}

// What an operation, or its end, leaves behind.
extension ProblemKind {
  public static let connectionsCut = Self(
    "connections_cut", "The last operation closed client connections.",
    do: "adnet-agent operation show ID")
  public static let effectFailed = Self(
    "effect_failed", "An action of the agent fails repeatedly.", do: "journalctl -u adnet-agent")
  public static let healing = Self(
    "healing", "The agent restarts an unhealthy node.",
    do: "adnet-agent operation show ID --follow")
  public static let ledgerBackupKept = Self(
    "ledger_backup_kept", "A ledger backup is kept and uses disk space.",
    do: "adnet-agent migrate finish")
  public static let operationFailed = Self(
    "operation_failed", "The last operation failed or was rolled back.",
    do: "adnet-agent operation show ID")
  public static let operationSlow = Self(
    "operation_slow", "A step of the operation takes longer than usual.",
    do: "adnet-agent operation show ID --follow")
  public static let pastReturn = Self(
    "past_return", "The ledger was converted, and the node doesn't start on it.",
    do: "/usr/share/doc/adnet-agent/operating.md, \"After a conversion\"")
  public static let relayLeftUp = Self(
    "relay_left_up", "The relay runs although it isn't needed.",
    do: "systemctl stop the relay if it stays.")
  public static let relayStaysUp = Self(
    "relay_stays_up", "The relay doesn't stop; the node serves clients.",
    do: "systemctl status of the relay")
  public static let wayBackStuck = Self(
    "way_back_stuck", "The operation can't go back; the agent keeps trying.",
    do: "adnet-agent operation show ID")

  static let ofOperations: [Self] = [
    .connectionsCut, .effectFailed, .healing, .ledgerBackupKept, .operationFailed, .operationSlow,
    .pastReturn, .relayLeftUp, .relayStaysUp, .wayBackStuck,
  ]
}

// How a node and its units are, beyond the words of its health.
extension ProblemKind {
  public static let clientsParked = Self(
    "clients_parked", "The node can't serve clients and no peer answers; clients wait.",
    do: "adnet-agent health CHAIN")
  public static let clientsRelayed = Self(
    "clients_relayed", "Peers serve the node's clients.", do: "adnet-agent health CHAIN")
  public static let crashLoop = Self(
    "crash_loop", "The node crashes repeatedly.", do: "journalctl -u UNIT")
  public static let currentInvalid = Self(
    "current_invalid", "The chain's current generation can't be read.",
    do: "adnet-agent swap CHAIN VERSION writes it again.")
  public static let currentMissing = Self(
    "current_missing", "The chain's current generation is missing.",
    do: "adnet-agent swap CHAIN VERSION")
  public static let drainedUnserved = Self(
    "drained_unserved", "The chain is drained and no peer answers.",
    do: "adnet-agent undrain CHAIN")
  public static let handoffLost = Self(
    "handoff_lost", "The held sockets were lost; the next restart closes the ports.",
    do: "adnet-agent restart CHAIN while peers answer, or when it suits clients.")
  public static let handoffOff = Self(
    "handoff_off", "The sockets aren't held; a restart refuses connections.",
    do: "/usr/share/doc/adnet-agent/operating.md")
  public static let ledgerFell = Self(
    "ledger_fell", "The node is at a lower height than the chain had reached.",
    do: "Restore the ledger, or accept it: adnet-agent start CHAIN --accept-height")
  public static let lockHeld = Self(
    "lock_held", "Another process holds the chain's lock.",
    do: "fuser -v /run/adnet/locks/CHAIN.lock")
  public static let needsDaemonReload = Self(
    "needs_daemon_reload", "systemd hasn't read the latest unit files.",
    do: "systemctl daemon-reload")
  public static let noRelease = Self(
    "no_release", "The chain is enabled and has no release.", do: "adnet-agent swap CHAIN VERSION")
  public static let nodeDown = Self(
    "node_down", "The chain should run, and its node doesn't.",
    do: "adnet-agent start CHAIN; journalctl -u UNIT")
  public static let notEnabledAtBoot = Self(
    "not_enabled_at_boot", "The node won't start at boot.", do: "adnet-agent chain enable CHAIN")
  public static let peerUnreachable = Self(
    "peer_unreachable", "Some peers don't answer.", do: "Check peers.urls of the chain.")
  public static let peersUnreachable = Self(
    "peers_unreachable", "No peer answers.", do: "Check peers.urls of the chain.")
  public static let portElsewhere = Self(
    "port_elsewhere", "The node bound another port than the configured one.",
    do: "ss -lntp shows which process has the port.")
  public static let portForeign = Self(
    "port_foreign", "Another process has a port of the chain.", do: "ss -lntp")
  public static let portMissing = Self(
    "port_missing", "The node didn't open one of its ports.", do: "journalctl -u UNIT")
  public static let recordLost = Self(
    "record_lost", "The validator's safety record is missing.",
    do: "Restore the record before starting the node.")
  public static let recovering = Self(
    "recovering", "The node recovers from an unclean end and isn't counted for the quorum yet.")
  public static let runsThoughStopped = Self(
    "runs_though_stopped", "The node runs although the chain is stopped.",
    do: "adnet-agent stop CHAIN or start CHAIN")
  public static let secondProcess = Self(
    "second_process", "A second process runs the chain's program.",
    do: "ps -ef; stop the other process.")
  public static let settingsPending = Self(
    "settings_pending", "The node still runs with its previous settings.",
    do: "adnet-agent restart CHAIN")
  public static let socketDown = Self(
    "socket_down", "A socket unit is down; a restart refuses connections.",
    do: "systemctl status UNIT")
  public static let stopped = Self(
    "stopped", "The chain is enabled and stopped.", do: "adnet-agent start CHAIN")
  public static let uncleanEnd = Self(
    "unclean_end", "The node died without saving its data.", do: "journalctl -u UNIT")
  public static let uncleanStop = Self(
    "unclean_stop", "The last ordered stop wasn't clean.", do: "journalctl -u UNIT")
  public static let unitDeclined = Self(
    "unit_declined", "A unit that doesn't own the chain declined to start.",
    do: "systemctl disable UNIT")
  public static let unitUnusable = Self(
    "unit_unusable", "systemd can't use the chain's unit.", do: "systemctl status UNIT")

  public static let upgradeAhead = Self(
    "upgrade_ahead", "The node's release can't follow the chain beyond a coming height.",
    do: "adnet-agent release add FILE; adnet-agent swap CHAIN VERSION")

  static let ofNodes: [Self] = [
    .clientsParked, .clientsRelayed, .crashLoop, .currentInvalid, .currentMissing, .drainedUnserved,
    .handoffLost, .handoffOff, .ledgerFell, .lockHeld, .needsDaemonReload, .noRelease, .nodeDown,
    .notEnabledAtBoot, .peerUnreachable, .peersUnreachable, .portElsewhere, .portForeign,
    .portMissing, .recordLost, .recovering, .runsThoughStopped, .secondProcess, .settingsPending,
    .socketDown, .stopped, .uncleanEnd, .uncleanStop, .unitDeclined, .unitUnusable, .upgradeAhead,
  ]
}

// How the host is.
extension ProblemKind {
  public static let clockOff = Self(
    "clock_off", "The clock may be wrong.", do: "timedatectl timesync-status")
  public static let clockUnsynchronised = Self(
    "clock_unsynchronised", "The clock isn't synchronised.", do: "timedatectl set-ntp true")
  public static let diskFiles = Self(
    "disk_files", "The file system has few free inodes.", do: "df -i")
  public static let diskFilling = Self("disk_filling", "The disk will be full soon.", do: "df -h")
  public static let diskReserve = Self(
    "disk_reserve", "The disk has less free space than the reserve.", do: "df -h")
  public static let hostDrifted = Self(
    "host_drifted", "The host's settings differ from agent.toml.", do: "adnet-agent host apply")
  public static let hostFailed = Self(
    "host_failed", "The host's settings differ from agent.toml and can't be corrected.",
    do: "journalctl -u adnet-host.service")
  public static let hostNotApplied = Self(
    "host_not_applied", "The host's memory safety isn't set up.",
    do: "adnet-agent host plan; adnet-agent host apply")
  public static let memoryLow = Self(
    "memory_low", "Memory is nearly used up.", do: "systemd-cgtop -m")
  public static let memoryPressure = Self(
    "memory_pressure", "Processes wait for memory.", do: "adnet-agent host")
  public static let nodeOOMKilled = Self(
    "node_oom_killed", "The kernel killed a node for lack of memory.",
    do: "adnet-agent host; adnet-agent doctor")
  public static let oomKilled = Self(
    "oom_killed", "The kernel killed a program for lack of memory.", do: "journalctl -k")
  public static let oomSecondKiller = Self(
    "oom_second_killer", "Another program may kill the node before the kernel does.",
    do: "Disable it, or exclude the nodes in its settings.")
  public static let supervisorOOMKilled = Self(
    "supervisor_oom_killed", "The kernel killed a supervisor for lack of memory.",
    do: "adnet-agent host; adnet-agent doctor")
  public static let swapBusy = Self(
    "swap_busy", "Much memory is read back from swap space.", do: "systemd-cgtop -m")
  public static let swapFileForeign = Self(
    "swap_file_foreign", "The swap file can't be used: something else has its place.",
    do: "Move it away, or set another path in [host.swap].")
  public static let swapFileHoled = Self(
    "swap_file_holed", "The swap file has holes.", do: "Remove it, then adnet-agent host apply")
  public static let swapFull = Self(
    "swap_full", "Swap space is nearly used up.", do: "adnet-agent host")
  public static let swapNoRoom = Self(
    "swap_no_room", "There is no room for the swap file.",
    do: "Free space, or set size, reserve or path in [host.swap].")
  public static let swapReadOnly = Self(
    "swap_read_only", "The file system for the swap file is mounted read-only.",
    do: "Set a path on a writable file system in [host.swap].")
  public static let swapUnsupported = Self(
    "swap_unsupported", "The file system can't hold a swap file.",
    do: "Set a path on ext4, XFS or btrfs in [host.swap].")
  public static let swappinessOverridden = Self(
    "swappiness_overridden", "A file sets vm.swappiness to another value at the next boot.",
    do: "Remove the line.")

  static let ofTheHost: [Self] = [
    .clockOff, .clockUnsynchronised, .diskFiles, .diskFilling, .diskReserve, .hostDrifted,
    .hostFailed, .hostNotApplied, .memoryLow, .memoryPressure, .nodeOOMKilled, .oomKilled,
    .oomSecondKiller, .supervisorOOMKilled, .swapBusy, .swapFileForeign, .swapFileHoled, .swapFull,
    .swapNoRoom, .swapReadOnly, .swapUnsupported, .swappinessOverridden,
  ]
}
