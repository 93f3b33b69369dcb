import CLinux
internal import SupervisorCore

/// Whether this host lets a supervisor hand sockets to its node.
enum HandoffSupport {
  /// The reason why a chain's port can't be held; nil when it can. A socket unit asks before it opens.
  static func refusal(of chain: Text, root: Text = "") -> Text? {
    if let refusal = refusal() { return refusal }
    let paths: Text = "\(root)/var/lib/adnet/chains/\(chain)/"
    guard let generation = System.readLink("\(paths)current")?.after("generations/")?.number,
      let unit = System.read("\(paths)current/unit")?.trimmed, Options.isName(unit),
      let report = System.read("\(root)/run/adnet/\(chain)/\(unit).status")
    else { return nil }
    return LastRun(report: report).denial(of: generation)
  }

  /// Nil when it does, else the reason.
  static func refusal() -> Text? {
    // Yama: 2 needs root, 3 nobody; 0 and 1 let a parent look into its child.
    if let scope = System.read("/proc/sys/kernel/yama/ptrace_scope")?.trimmed.number, scope > 1 {
      return "kernel.yama.ptrace_scope is \(scope)"
    }
    let error = adnet_notifier_supported()
    return error == 0 ? nil : "not supported by the kernel: \(error: error)"
  }
}
