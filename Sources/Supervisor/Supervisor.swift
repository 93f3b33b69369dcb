import CLinux
internal import SupervisorCore

/// One node's life under one supervisor: own its chains, wait, spawn, hand over sockets, stop.
struct Supervisor {
  /// The options of the unit.
  let unit: Options
  /// The options that the node is started with: those of the owned generation, else those of the unit.
  var options: Options
  var chains: [SupervisedChain] = []
  var ports: PortTable
  /// The report, without what each chain has to itself: that comes into it when it is written.
  var report = Report()
  var held: [HeldSocket] = []
  var signals: Int32 = -1
  var lastExtension: Int64 = 0

  init(_ options: Options) {
    unit = options
    self.options = options
    ports = PortTable(options.ports)
    for name in options.chains {
      chains.append(SupervisedChain(SupervisorPaths(options, chain: name)))
    }
  }

  mutating func run() -> SupervisorExit {
    signals = adnet_signals_open()
    guard signals >= 0 else { return fail("cannot open a signalfd: ", -signals) }
    report.supervisor = Int64(adnet_own_pid())
    report.bootID = System.read("/proc/sys/kernel/random/boot_id")?.trimmed ?? ""
    // All chains have one node, so the reports don't differ in this.
    let last = LastRun(report: System.read(chains[0].paths.report) ?? "")
    report.resume(last)

    if let exit = checkOwnership() { return exit }
    if let exit = takeLocks(last) { return exit }
    // The owner may have changed while we waited.
    if let exit = checkOwnership() { return exit }
    // Not once the node serves: a boot would be as long as a ledger loads, or a node crashes.
    System.tellManager("READY=1")
    let unusable = takeHeldSockets(last)
    if let exit = waitBackoff(last) { return exit }
    if let exit = waitForClosed(unusable) { return exit }
    return superviseNode()
  }

  // MARK: Before the node

  private mutating func checkOwnership() -> SupervisorExit? {
    let node = NodeOwnership(of: options.chains) { index in
      let ownership = chains[index].ownership(of: options.unit)
      if case .owner(let generation, _, _) = ownership { chains[index].generation = generation }
      return ownership
    }
    switch node {
    case .owner(let release):
      report.release = release
      return takeSettings()
    case .declined(let why):
      enter(.declined, why)
      return .declined
    case .invalid(let why): return refuse(why)
    }
  }

  /// Takes the settings that the generation was made with, whatever the unit says by now.
  private mutating func takeSettings() -> SupervisorExit? {
    options = unit
    var files = StartFiles.agreed(nil)
    for index in chains.indices {
      switch System.file(chains[index].startFile) {
      case .success(let text): files.add(text, of: index, in: unit.chains)
      case .failure(let error):
        return refuse(
          "cannot read \(chains[index].startFile): \(error: error.number)")
      }
    }
    switch files {
    case .invalid(let why): return refuse(why)
    case .agreed(nil): break
    case .agreed(let text?):
      switch unit.replaced(by: text, address: System.parse) {
      case .failure(let why): return refuse("\(chains[0].startFile): \(why.text)")
      case .success(let settings): options = settings
      }
    }
    ports = PortTable(options.ports)
    return nil
  }

  private mutating func refuse(_ why: Text) -> SupervisorExit {
    enter(.invalid, why)
    return .invalid
  }

  private mutating func takeLocks(_ last: LastRun) -> SupervisorExit? {
    let limit = System.boottime + 5000
    // A supervisor of this unit that lives goes on telling of the node; we have no node to tell of.
    let mayTell = !System.processLives(last.supervisor)
    var hasTold = false
    while true {
      switch ChainLocks.take(chains) {
      case .taken: return nil
      case .failed(let what, let error): return fail(what, error)
      case .busy(let index):
        if hasTold { break }
        hasTold = true
        let why: Text = "another process holds the lock of chain \(options.chains[index])"
        if mayTell { enter(.lockWait, why) } else { System.say(why) }
      }
      guard System.boottime < limit else { return .locked }
      if stopOrdered(within: 50) { return .stopped }
    }
  }

  /// Returns those that the node can't be given.
  private mutating func takeHeldSockets(_ last: LastRun) -> [HeldSocket] {
    let (sockets, strangers) = HeldSocket.inherited(ports)
    for stranger in strangers {
      System.say("passed a socket that no held port declares: \(stranger)")
    }
    let denial = last.denial(of: chains[0].generation)
    report.nodeDenial = denial ?? ""
    if let refusal = HandoffSupport.refusal() ?? denial {
      report.handoff = sockets.isEmpty ? .off : .denied
      report.handoffReason = refusal
      for socket in sockets { adnet_close(socket.descriptor) }
      return sockets
    }
    guard !sockets.isEmpty else {
      report.handoffReason = Report.noSocket
      return []
    }
    held = sockets
    report.handoff = .on
    for socket in sockets { chains[ports.entries[socket.port].port.chain].isPassedSocket = true }
    for socket in sockets
    where !socket.keepConnections(ports.entries[socket.port].port.address) {
      System.say("cannot attach a reuseport program: a drain may lose connections")
    }
    return []
  }

  private mutating func waitBackoff(_ last: LastRun) -> SupervisorExit? {
    let now = System.boottime
    let (failures, notBefore) = last.next(
      backoff: options.backoff, generation: chains[0].generation, bootID: report.bootID, now: now)
    report.failures = failures
    guard notBefore > now else { return nil }
    report.backoffUntilUnix = System.unix + notBefore - now
    let times: StaticString = failures == 1 ? "time" : "times in a row"
    let seconds = (notBefore - now + 999) / 1000
    enter(.backoff, "the node died \(failures) \(times), next start in \(seconds) s")
    while true {
      let left = notBefore - System.boottime
      guard left > 0 else { break }
      if stopOrdered(within: Int32(left < 10_000 ? left : 10_000)) { return stopped() }
    }
    report.backoffUntilUnix = 0
    return nil
  }

  /// A node that can't be given the held sockets binds for itself, once they are closed. The agent
  /// closes them. Not by ending here: the next start of the unit would open them again.
  private mutating func waitForClosed(_ sockets: [HeldSocket]) -> SupervisorExit? {
    if sockets.isEmpty { return nil }
    enter(.backoff, "the held socket has to be closed first: \(report.handoffReason)")
    while isAnyOpen(sockets) {
      if stopOrdered(within: 50) { return stopped() }
    }
    return nil
  }

  private func isAnyOpen(_ sockets: [HeldSocket]) -> Bool {
    for socket in sockets {
      var raw = adnet_address(ports.entries[socket.port].port.address)
      if adnet_count_listeners(&raw) > 0 { return true }
    }
    return false
  }

  /// As with a node that was stopped: whoever starts the unit again wants the node at once.
  private mutating func stopped() -> SupervisorExit {
    report.stopEarly()
    enter(.exited, "stopped before the node was started")
    return .stopped
  }

  /// Waits; true when a stop was asked for.
  @inline(never)
  func stopOrdered(within milliseconds: Int32) -> Bool {
    var descriptors = [signals]
    guard adnet_wait(&descriptors, 1, milliseconds) > 0 else { return false }
    return takeStopSignal()
  }

  /// SIGHUP stops these nodes, so it is taken here and goes no further.
  func takeStopSignal() -> Bool {
    var stop = false
    while true {
      let signal = adnet_signals_next(signals)
      guard signal != 0 else { return stop }
      if signal == adnet_sigterm || signal == adnet_sigint || signal == adnet_sigquit {
        stop = true
      }
    }
  }

  // MARK: Telling

  @inline(never)
  mutating func enter(_ state: Report.State, _ reason: Text = "") {
    report.state = state
    report.reason = reason
    report.since = System.unix
    tell()
    System.tellManager(
      reason.isEmpty || state == .ready ? "STATUS=\(state.sentence)" : "STATUS=\(reason)")
    if !reason.isEmpty { System.say(reason) }
  }

  @inline(never)
  mutating func tell() {
    for index in chains.indices {
      let chain = chains[index]
      report.generation = chain.generation
      report.before = chain.before
      report.isPassedSocket = chain.isPassedSocket
      System.replace(
        chain.paths.report, temporary: chain.paths.reportTemporary,
        with: report.lines(options, ports, chain: index, format: System.format))
    }
  }

  /// A node saves for minutes at its end, and systemd shall wait as long as its grace lasts.
  @inline(never)
  mutating func extendTimeout() {
    let now = System.boottime
    guard lastExtension == 0 || now - lastExtension >= 10_000 else { return }
    lastExtension = now
    System.tellManager("EXTEND_TIMEOUT_USEC=60000000")
  }

  private mutating func fail(_ what: Text, _ error: Int32) -> SupervisorExit {
    enter(.invalid, "\(what)\(error: error)")
    return .system
  }
}

extension Report.State {
  /// For `systemctl status`.
  var sentence: StaticString {
    switch self {
    case .declined: "declined"
    case .invalid: "invalid"
    case .lockWait: "waiting for the chain's lock"
    case .backoff: "waiting before the next start"
    case .starting: "loading: the node's ports aren't bound yet"
    case .ready: "serving"
    case .stopping: "stopping the node"
    case .exited: "the node has ended"
    }
  }
}
