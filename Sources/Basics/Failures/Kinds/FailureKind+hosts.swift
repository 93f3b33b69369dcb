// Programs and their files.
extension FailureKind {
  public static let digestInvalid = Self(
    "digest_invalid", exit: .refused, "The SHA-256 is malformed.",
    do: "Give 64 lowercase hexadecimal digits.")
  public static let digestMismatch = Self(
    "digest_mismatch", exit: .refused, "The file has another SHA-256 than given.",
    do: "Download the file again.")
  public static let digestUnavailable = Self(
    "digest_unavailable", "libgcrypt can't compute the SHA-256.", do: "Install libgcrypt20.")
  public static let fileNameInvalid = Self(
    "file_name_invalid", exit: .refused, "The file name isn't allowed.", do: "Rename the file.")
  public static let fileUnfit = Self(
    "file_unfit", exit: .refused, "The file isn't an executable that can run on this host.",
    do: "adnet-agent release add a build for this host.")
  public static let manifestUnwritten = Self(
    "manifest_unwritten", "The release's manifest can't be written.",
    do: "df -h /var/lib/adnet; adnet-agent release add again.")
  public static let releaseConflict = Self(
    "release_conflict", exit: .refused, "Another file is installed under this version.",
    do: "adnet-agent release list")
  public static let releaseDamaged = Self(
    "release_damaged", "The installed release is damaged.",
    do: "adnet-agent release remove, then add it again.")
  public static let releaseInUse = Self(
    "release_in_use", exit: .refused, "The release is in use or may be needed.",
    do: "adnet-agent status shows which chain uses it.")
  public static let releaseNameInvalid = Self(
    "release_name_invalid", exit: .refused,
    "The program or version has characters that aren't allowed.",
    do: "Use letters, digits, dots, dashes and underscores.")
  public static let releaseNotFound = Self(
    "release_not_found", exit: .refused, status: 404, "The release isn't installed.",
    do: "adnet-agent release list")

  static let ofReleases: [Self] = [
    .digestInvalid, .digestMismatch, .digestUnavailable, .fileNameInvalid, .fileUnfit,
    .manifestUnwritten, .releaseConflict, .releaseDamaged, .releaseInUse, .releaseNameInvalid,
    .releaseNotFound,
  ]
}

// Units, the door and the chains' folders.
extension FailureKind {
  public static let accountMissing = Self(
    "account_missing", "A required account doesn't exist or runs no node.", do: "systemd-sysusers")
  public static let busError = Self(
    "bus_error", "systemd answered with an error.", do: "systemctl status UNIT")
  public static let busUnreachable = Self(
    "bus_unreachable", "systemd can't be reached over D-Bus.", do: "systemctl status dbus.socket")
  public static let chainInvalid = Self(
    "chain_invalid", exit: .refused, "The chain's generations can't be read.",
    do: "ls -l /var/lib/adnet/chains/CHAIN; adnet-agent swap CHAIN VERSION")
  public static let chainLockMissing = Self(
    "chain_lock_missing", "The chain's lock file doesn't exist.", do: "systemd-tmpfiles --create")
  public static let chainLocked = Self(
    "chain_locked", exit: .busy, "A process of the chain's node is still running.",
    do: "fuser -v /run/adnet/locks/CHAIN.lock")
  public static let doorMessage = Self(
    "door_message", "The message of the door can't be read.",
    do: "Check that agent and door have the same version.")
  public static let doorUnreachable = Self(
    "door_unreachable", "The door can't be reached.",
    do: "systemctl status adnet-agent-door.socket adnet-agent-door.service")
  public static let generationConflict = Self(
    "generation_conflict", exit: .refused, "The chain is at a newer generation.",
    do: "adnet-agent status; give the order again.")
  public static let generationInvalid = Self(
    "generation_invalid", "The generation isn't valid.", do: "adnet-agent swap CHAIN VERSION")
  public static let homeUnknown = Self(
    "home_unknown", "The account of the chain's home can't be determined.",
    do: "ls -ld /var/lib/adnet/nodes/CHAIN")
  public static let jobRefused = Self(
    "job_refused", "systemd refused the job.", do: "systemctl status UNIT")
  public static let settingsTooLarge = Self(
    "settings_too_large", "The settings of the node are too large.",
    do: "Shorten the arguments and environment in agent.toml.")
  public static let socketMissing = Self(
    "socket_missing", exit: .usage, "systemd passed no socket to the door.",
    do: "systemctl start adnet-agent-door.socket")
  public static let storageUnknown = Self(
    "storage_unknown", "The node's storage can't be determined.",
    do: "adnet-agent config show; adnet-agent config check")
  public static let unitMasked = Self(
    "unit_masked", "The unit is masked.", do: "systemctl unmask UNIT")
  public static let unitNotFound = Self(
    "unit_not_found", status: 404, "systemd has no such unit.", do: "systemctl cat UNIT")
  public static let unitNotOurs = Self(
    "unit_not_ours", exit: .notPermitted, "The unit doesn't belong to adnet-agent.",
    do: "adnet-agent config show lists the units.")
  public static let unitsMissing = Self(
    "units_missing", exit: .usage, "The request names no unit.", do: "Name at least one unit.")

  static let ofUnits: [Self] = [
    .accountMissing, .busError, .busUnreachable, .chainInvalid, .chainLockMissing, .chainLocked,
    .doorMessage, .doorUnreachable, .generationConflict, .generationInvalid, .homeUnknown,
    .jobRefused, .settingsTooLarge, .socketMissing, .storageUnknown, .unitMasked, .unitNotFound,
    .unitNotOurs, .unitsMissing,
  ]
}

// The memory safety of the host.
extension FailureKind {
  public static let diskReserve = Self(
    "disk_reserve", exit: .refused, "The disk has less free space than the reserve.",
    do: "Free space, or set reserve in [host.swap].")
  public static let hostBusy = Self(
    "host_busy", exit: .busy, "Another host apply is under way.",
    do: "adnet-agent host shows it; try again when it has ended.")
  public static let hostInterrupted = Self(
    "host_interrupted", "The host apply ended early.",
    do: "journalctl -u adnet-host.service; adnet-agent host apply")
  public static let hostNotBegun = Self(
    "host_not_begun", "The host apply didn't start.", do: "systemctl status adnet-host.service")
  public static let hostUnsettled = Self(
    "host_unsettled", "The host doesn't keep the applied settings.",
    do: "Find what else changes them.")
  public static let mountMissing = Self(
    "mount_missing", "No file system is mounted at the path.",
    do: "findmnt; correct the path in agent.toml.")
  public static let programFailed = Self(
    "program_failed", "A helper program failed.", do: "journalctl -u adnet-host.service")
  public static let settingRefused = Self(
    "setting_refused", "The kernel didn't accept the setting.",
    do: "journalctl -u adnet-host.service")
  public static let swapFolderMissing = Self(
    "swap_folder_missing", "The folder for the swap file doesn't exist.",
    do: "Set path in [host.swap].")
  public static let swapNotChanged = Self(
    "swap_not_changed", "The swap unit didn't change state.", do: "journalctl -u UNIT")
  public static let swapUnitForeign = Self(
    "swap_unit_foreign", exit: .refused, "The swap unit's file belongs to somebody else.",
    do: "Set another path in [host.swap].")
  public static let sysctlUnreadable = Self(
    "sysctl_unreadable", "A kernel setting can't be read.",
    do: "sysctl -a; journalctl -u adnet-host.service")

  static let ofTheHost: [Self] = [
    .diskReserve, .hostBusy, .hostInterrupted, .hostNotBegun, .hostUnsettled, .mountMissing,
    .programFailed, .settingRefused, .swapFolderMissing, .swapNotChanged, .swapUnitForeign,
    .sysctlUnreadable,
  ]
}
