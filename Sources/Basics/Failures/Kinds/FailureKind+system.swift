// What the operating system answers.
extension FailureKind {
  public static let addressInUse = Self("address_in_use", "The address is in use.", do: "ss -lntp")
  public static let alreadyExists = Self(
    "already_exists", "The file exists already.", do: "Choose another name, or move the file away.")
  public static let cgroupUnreadable = Self(
    "cgroup_unreadable", "The cgroup can't be read.",
    do: "adnet-agent needs cgroups of version 2.")
  public static let connectionLost = Self(
    "connection_lost", "The connection was closed by the other side.",
    do: "Try again; see the journal of the other side.")
  public static let connectionRefused = Self(
    "connection_refused", "The connection was refused.",
    do: "Check that the service runs and the address is right.")
  public static let fileTooLarge = Self(
    "file_too_large", "The file is larger than allowed.", do: "Check that the right file is named.")
  public static let folderTooDeep = Self(
    "folder_too_deep", "Folders are nested too deep.", do: "Check the folder.")
  public static let isALink = Self(
    "is_a_link", "A symbolic link or file is in the place of a folder.",
    do: "Replace the link with a folder.")
  public static let messageTooLarge = Self(
    "message_too_large", "The message is larger than allowed.", do: "journalctl -u adnet-agent")
  public static let noSpace = Self(
    "no_space", status: 507, "The disk is full or a quota is used up.", do: "df -h")
  public static let notAFile = Self(
    "not_a_file", "The path isn't a regular file.", do: "Name a regular file.")
  public static let notAFolder = Self(
    "not_a_folder", "The path isn't a folder.", do: "Name a folder.")
  public static let notAnIPSocket = Self(
    "not_an_ip_socket", "The socket is neither IPv4 nor IPv6.", do: "systemctl status of the socket"
  )
  public static let notFound = Self(
    "not_found", status: 404, "The file or folder doesn't exist.", do: "Check the path.")
  public static let notText = Self(
    "not_text", "The file isn't UTF-8 text.", do: "Save the file as UTF-8.")
  public static let pathTooLong = Self(
    "path_too_long", "The path is too long for a socket.", do: "Use a shorter path.")
  public static let permissionDenied = Self(
    "permission_denied", "The operating system denied access.",
    do: "Run it as root, or check the permissions.")
  public static let processUnreadable = Self(
    "process_unreadable", "The process can't be inspected.", do: "Run it as root.")
  public static let readOnly = Self(
    "read_only", "The file system is mounted read-only.",
    do: "mount -o remount,rw, if that is wanted.")
  public static let systemCallFailed = Self(
    "system_call_failed", "A system call failed.", do: "journalctl -u adnet-agent; dmesg")
  public static let timedOut = Self(
    "timed_out", "The time limit was exceeded.", do: "Try again; adnet-agent status")

  static let ofTheSystem: [Self] = [
    .addressInUse, .alreadyExists, .cgroupUnreadable, .connectionLost, .connectionRefused,
    .fileTooLarge, .folderTooDeep, .isALink, .messageTooLarge, .noSpace, .notAFile, .notAFolder,
    .notAnIPSocket, .notFound, .notText, .pathTooLong, .permissionDenied, .processUnreadable,
    .readOnly, .systemCallFailed, .timedOut,
  ]
}
