import CLinux
internal import SupervisorCore

/// Whether this host lets a supervisor hand sockets to its node.
enum HandoffSupport {
  /// Nil when it does, else the reason.
  static func refusal() -> Text? {
    // Yama: 2 needs root, 3 nobody; 0 and 1 let a parent look into its child.
    if let scope = Host.read("/proc/sys/kernel/yama/ptrace_scope")?.trimmed.number, scope > 1 {
      var text: Text = "kernel.yama.ptrace_scope is "
      text.add(scope)
      return text
    }
    let error = adnet_notifier_supported()
    return error == 0 ? nil : "the kernel can't: " + Host.errorText(error)
  }
}
