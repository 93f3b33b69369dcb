import CLinux
internal import SupervisorCore

/// A node may leave processes behind, and one of them may ignore SIGTERM. It has the chain's lock, so
/// that nothing starts until systemd has killed it, after the node's whole grace once more.
extension Supervisor {
  private static var grace: Int64 { 5000 }

  /// Ends what is left in the unit's control group. Called once the node's main process has ended.
  /// - Returns: whether a stop was ordered meanwhile.
  mutating func endLeftovers() -> Bool {
    var left = leftovers()
    guard !left.isEmpty else { return false }
    var reason: Text = "the node ended, stopping processes that it left behind: "
    for (index, process) in left.enumerated() {
      if index > 0 { reason.add(", ") }
      reason.add(name(of: process))
    }
    enter(.stopping, reason)
    let began = System.boottime
    var asked: [Int64] = []
    var killed: [Int64] = []
    var killAt: Int64 = 0
    var isStopOrdered = false
    while !left.isEmpty {
      let now = System.boottime
      let passed = now - began
      var limit = Self.grace
      // With the ledger's lock it is the node still, whatever has become of its main process.
      let isNode = passed >= limit && hasLedgerLock(left)
      if isNode, options.stopGrace * 1000 > limit { limit = options.stopGrace * 1000 }
      if passed >= limit || killAt > 0 {
        if killAt == 0 { killAt = now }
        if isNode { report.exit.killed = true }
        for process in left where !killed.contains(process) {
          System.say(
            "killed \(name(of: process)), left behind by the node: it didn't stop")
          killed.append(process)
          signal(process, adnet_sigkill)
        }
      }
      // One that the kernel can't end. The lock keeps the chain from it.
      if killAt > 0, now >= killAt + Self.grace { break }
      for process in left where !asked.contains(process) {
        asked.append(process)
        signal(process, adnet_sigterm)
        signal(process, adnet_sigcont)
      }
      extendTimeout()
      if stopOrdered(within: 50) { isStopOrdered = true }
      left = leftovers()
    }
    report.leftoverKilled = Int64(killed.count)
    return isStopOrdered
  }

  /// The processes of the unit's own group. A node has no group below it, and what systemd starts
  /// there isn't the node's.
  private func leftovers() -> [Int64] {
    guard let memberships = System.read("\(options.root)/proc/self/cgroup"),
      let group = ProcessTexts.group(of: options.unit, in: memberships),
      let members = System.read("\(options.root)/sys/fs/cgroup\(group)/cgroup.procs")
    else { return [] }
    let own = System.readLink("/proc/self/exe") ?? ""
    var left: [Int64] = []
    for process in ProcessTexts.processes(members, besides: report.supervisor) {
      switch System.link(path(process, "exe")) {
      case .success(nil): break
      // The unit's ExecStop=, which waits for our end.
      case .success(let file?) where ProcessTexts.isSame(file, own): break
      // Its file may be hidden from us, as that of a process that can't be dumped is.
      case .success, .failure: if signal(process, 0) == 0 { left.append(process) }
      }
    }
    return left
  }

  /// Whether one of them has the ledger's lock; true when that can't be told: a ledger is lost by a
  /// kill too early, and only time by one too late.
  private func hasLedgerLock(_ processes: [Int64]) -> Bool {
    guard let locks = System.read("/proc/locks") else { return true }
    return ProcessTexts.isLocked(by: processes, locks)
  }

  /// 0 or an errno: it may be gone, or not be ours.
  @inline(never)
  @discardableResult
  private func signal(_ process: Int64, _ number: Int32) -> Int32 {
    let descriptor = adnet_open_process(Int32(process))
    guard descriptor >= 0 else { return -descriptor }
    defer { adnet_close(descriptor) }
    return adnet_signal_process(descriptor, number)
  }

  /// `1234 (name)`. What a process calls itself is no text of ours.
  @inline(never)
  private func name(of process: Int64) -> Text {
    "\(process) (\(System.read(path(process, "comm"))?.trimmed.escaped ?? "?"))"
  }

  private func path(_ process: Int64, _ file: StaticString) -> Text {
    "/proc/\(process)/\(file)"
  }
}
