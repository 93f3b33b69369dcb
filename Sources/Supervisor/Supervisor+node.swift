import CLinux
internal import SupervisorCore

extension Supervisor {
  /// Spawns the node and stays with it to its end.
  mutating func superviseNode() -> SupervisorExit {
    let watched = HandoffSupport.refusal() == nil
    var node: NodeProcess
    switch NodeProcess.spawn(
      options, release: "\(options.root)/var/lib/adnet/releases/\(report.release)", watched: watched
    ) {
    case .failure(let why):
      report.failures += 1
      enter(.exited, why.text)
      return .nodeDied
    case .success(let spawned): node = spawned
    }
    markRunning()
    report.begin(Int64(node.pid), unix: System.unix, boottime: System.boottime)
    enter(.starting)
    watch(&node)
    return end(node)
  }

  /// Marks every chain as running, and keeps how its node before ended.
  private mutating func markRunning() {
    for index in chains.indices {
      let paths = chains[index].paths
      let mark = System.read(paths.runningMark)?.trimmed
      System.replace(
        paths.runningMark, temporary: paths.runningMarkTemporary, with: report.bootID)
      chains[index].before = report.exit(marked: mark)
      guard chains[index].before != report.exit else { continue }
      System.say("the node's last run was cut off, as by a power cut")
    }
  }

  private mutating func watch(_ node: inout NodeProcess) {
    let interception = Interception(listener: node.listener, held: held)
    // Where calls can't be seen, the kernel's tables are asked.
    var asksTables = node.listener < 0
    var graceEnd = System.boottime + options.startGrace * 1000
    var killAt: Int64 = 0
    var isGivenUp = false
    while true {
      let now = System.boottime
      var timeout: Int64 = -1
      func wake(_ at: Int64) {
        let left = at > now ? at - now : 0
        if timeout < 0 || left < timeout { timeout = left }
      }
      if report.state == .starting {
        if asksTables { wake(now + 200) }
        if graceEnd > 0 { wake(graceEnd) }
      }
      if report.state == .stopping {
        wake(lastExtension + 10_000)
        if killAt > 0 { wake(killAt) }
      }
      var descriptors = [signals, node.pidfd, node.listener]
      let ready = adnet_wait(&descriptors, 3, Int32(timeout < 60_000 ? timeout : 60_000))
      guard ready >= 0 else { continue }

      if ready & 4 != 0 {
        switch interception.serve(&ports) {
        case .nothing: break
        case .changed: portsChanged()
        case .denied(let why):
          report.handoff = .denied
          report.handoffReason = why
          report.nodeDenial = why
          asksTables = true
          tell()
          // Its own bind fails or goes astray while the held socket is open elsewhere. The next
          // start waits until it is closed.
          if report.state == .starting, !isGivenUp, isPortOwed {
            isGivenUp = true
            System.say("the node is stopped, since it can't be given the held socket: \(why)")
            node.terminate()
          }
        case .over:
          adnet_close(node.listener)
          node.listener = -1
        }
      }
      if ready & 2 != 0 {
        node.reap(into: &report.exit)
        return
      }
      if ready & 1 != 0, takeStopSignal(), report.state != .stopping {
        killAt = stop(node)
      }
      let later = System.boottime
      if report.state == .starting {
        if asksTables { askTables() }
        if graceEnd > 0, later >= graceEnd {
          graceEnd = 0
          ports.startGraceEnds()
          report.reason = "the start grace is over and declared ports are missing"
          System.say(report.reason)
          portsChanged()
        }
      }
      if report.state == .stopping {
        extendTimeout()
        if killAt > 0, later >= killAt {
          killAt = 0
          kill(node)
        }
      }
    }
  }

  /// Whether the node was not yet given every held socket.
  private var isPortOwed: Bool {
    for socket in held where ports.entries[socket.port].state != .held { return true }
    return false
  }

  /// `rest`, or `delta.rest` where more than one chain may have it.
  private func name(of port: DeclaredPort) -> Text {
    chains.count > 1 ? "\(options.chains[port.chain]).\(port.role)" : port.role
  }

  private mutating func portsChanged() {
    for entry in ports.entries {
      if case .elsewhere(let address) = entry.state {
        report.reason =
          "port \(name(of: entry.port)) was bound elsewhere: \(System.format(address))"
        System.say(report.reason)
      }
    }
    guard report.state == .starting, ports.isReady else {
      tell()
      return
    }
    report.readyUnix = System.unix
    enter(.ready, report.handoff == .on ? "" : report.reason)
    adnet_forget_startup()
  }

  private mutating func askTables() {
    let before = ports.served
    for entry in ports.entries where entry.state == .waiting || entry.state == .missing {
      var raw = adnet_address(entry.port.address)
      if adnet_someone_listens(&raw, entry.port.address.port, adnet_own_uid()) {
        ports.listens(on: entry.port.address)
      }
    }
    if ports.served != before { portsChanged() }
  }

  private mutating func end(_ node: NodeProcess) -> SupervisorExit {
    report.end(unix: System.unix, boottime: System.boottime)
    // A stop that is ordered once the node is dead makes no clean end of it.
    let isStopOrdered = endLeftovers() && !report.exit.ordered
    if report.exit.saved { for chain in chains { System.remove(chain.paths.runningMark) } }
    var reason: Text =
      report.exit.kind == .code
      ? "the node exited with \(report.exit.value)"
      : "the node died of SIG\(System.text(adnet_signal_name(Int32(report.exit.value))))"
    if report.exit.ordered {
      reason.add(report.exit.clean ? ", a clean stop" : ", not a clean stop")
    }
    if report.leftoverKilled > 0 {
      reason.add("; processes that it left behind had to be killed: ")
      reason.add(report.leftoverKilled)
    }
    let isOrdered = report.settle(isStopOrdered: isStopOrdered)
    enter(.exited, reason)
    return isOrdered ? .stopped : .nodeDied
  }
}
