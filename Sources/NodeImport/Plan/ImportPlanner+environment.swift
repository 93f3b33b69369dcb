/// The node's variables.
extension ImportPlanner {
  /// The variables that systemd, a shell or a session sets, without meaning for the node.
  static let usual: Set<String> = [
    "HOME", "USER", "LOGNAME", "SHELL", "PATH", "LANG", "LANGUAGE", "INVOCATION_ID",
    "JOURNAL_STREAM", "SYSTEMD_EXEC_PID", "NOTIFY_SOCKET", "PWD", "OLDPWD", "SHLVL", "_", "TERM",
    "MAIL", "LS_COLORS", "XDG_SESSION_ID", "XDG_RUNTIME_DIR", "XDG_SESSION_TYPE",
    "XDG_SESSION_CLASS", "DBUS_SESSION_BUS_ADDRESS", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY",
    "MEMORY_PRESSURE_WATCH", "MEMORY_PRESSURE_WRITE",
  ]
}
