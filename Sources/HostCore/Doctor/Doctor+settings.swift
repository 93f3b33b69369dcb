extension Doctor {
  /// A validator whose clock is off by more signs blocks that others take for late.
  private static var clockLimitMicroseconds: Int { 500_000 }
  /// Clients that wait while no node runs: Backlog= of the socket units.
  private static var backlogWanted: Int { 4096 }

  var clock: DoctorCheck {
    let verdict: DoctorCheck.Verdict
    let found: String
    switch (facts.isClockSynchronised, facts.clockErrorMicroseconds) {
    case (true?, let error?):
      verdict = error <= Self.clockLimitMicroseconds ? .ok : .warning
      found = "synchronised, off by at most \(error / 1_000) ms"
    case (false?, _): (verdict, found) = (.bad, "not synchronised")
    default: (verdict, found) = (.unknown, "unknown")
    }
    return DoctorCheck(
      "clock", verdict, found: found, wanted: "synchronised",
      why: "consensus compares the times of validators",
      remedy: facts.container.map { "set it on the host of this container (\($0))" }
        ?? "apt install systemd-timesyncd; timedatectl set-ntp true")
  }

  var descriptorLimit: DoctorCheck {
    atLeast(
      "descriptors", facts.descriptorLimit, descriptors, "fs.nr_open",
      why: "each peer and client of a node is one")
  }

  /// Some hundreds are the system's own.
  var threadLimit: DoctorCheck {
    atLeast(
      "threads", facts.threadLimit, threads + 1_000, "kernel.threads-max",
      "kernel.pid_max", why: "a node that can't start a thread dies")
  }

  var backlog: DoctorCheck {
    atLeast(
      "backlog", facts.backlogLimit, Self.backlogWanted, "net.core.somaxconn",
      why: "clients wait in it while a node is replaced")
  }

  /// `others`: settings that limit the same, but are much higher on any usual host.
  private func atLeast(
    _ name: String, _ found: Int?, _ wanted: Int, _ key: String, _ others: String..., why: String
  ) -> DoctorCheck {
    DoctorCheck(
      name, found.map { $0 >= wanted ? .ok : .bad } ?? .unknown,
      found: found.map { "\($0) (\(([key] + others).joined(separator: " and ")))" } ?? "unknown",
      wanted: "\(wanted)", why: why,
      remedy:
        "echo '\(key) = \(wanted)' > /etc/sysctl.d/90-node-\(name).conf; systemctl restart systemd-sysctl"
    )
  }

  var ptrace: DoctorCheck {
    let scope = facts.ptraceScope
    return DoctorCheck(
      "ptrace_scope", scope.map { $0 <= 1 ? .ok : .bad } ?? .ok,
      found: scope.map { "\($0)" } ?? "no Yama in this kernel", wanted: "0 or 1",
      why: "with 2 or 3 the supervisor can't hand over the socket: clients see restarts",
      remedy: scope == 3
        ? "set kernel.yama.ptrace_scope = 1 in /etc/sysctl.d, and reboot"
        : "set kernel.yama.ptrace_scope = 1 in /etc/sysctl.d; systemctl restart systemd-sysctl")
  }

  var migration: DoctorCheck {
    let value = facts.migratesQueues
    return DoctorCheck(
      "tcp_migrate_req", value == 1 ? .ok : .bad,
      found: value.map { "\($0)" } ?? "not in this kernel (before 5.14)", wanted: "1",
      why: "clients that wait in the drain socket move to the node instead of being reset",
      remedy: value == nil
        ? "install a newer kernel" : "/lib/systemd/systemd-sysctl 60-adnet-agent.conf")
  }

  var handoff: DoctorCheck {
    DoctorCheck(
      "handoff", facts.handoffObstacle == nil ? .ok : .bad,
      found: facts.handoffObstacle ?? "supported", wanted: "seccomp notify with ADDFD",
      why: "without it a node binds for itself, and clients see restarts",
      remedy: "install a kernel of 5.15 or newer")
  }

  var ports: DoctorCheck {
    let busy = facts.ports?.compactMap { port in
      port.foreignListener.map { "\(port.port) (\(port.name)) is held by \($0)" }
    }
    return DoctorCheck(
      "ports", busy.map { $0.isEmpty ? .ok : .bad } ?? .unknown,
      found: busy.map {
        $0.isEmpty ? "\(facts.ports?.count ?? 0) free or ours" : $0.joined(separator: ", ")
      } ?? "unknown",
      wanted: "free or ours", why: "a node whose port is taken silently moves to a random one",
      remedy: "ss -ltunp")
  }

  var metrics: DoctorCheck {
    let open = facts.openMetrics
    return DoctorCheck(
      "metrics", open.map { $0.isEmpty ? .ok : .bad } ?? .unknown,
      found: open.map { $0.isEmpty ? "not reachable from outside" : $0.joined(separator: ", ") }
        ?? "unknown",
      wanted: "9090 to 9100 on loopback or a private address",
      why: "metrics show outsiders what a validator does",
      remedy: "set address of the metrics ports in agent.toml; adnet-agent config apply")
  }

  var keys: DoctorCheck {
    let open = facts.openFiles
    if open?.isEmpty == true, facts.keys == 0 {
      return DoctorCheck(
        "keys", .warning, found: "none", wanted: "files 0600 in folders 0700",
        why: "a validator takes part in consensus with its key",
        remedy: "install -m 0600 -o ACCOUNT validator.key /var/lib/adnet/nodes/CHAIN/")
    }
    return DoctorCheck(
      "keys", open.map { $0.isEmpty ? .ok : .bad } ?? .unknown,
      found: open.map {
        $0.isEmpty
          ? "\(facts.keys.map { "\($0) " } ?? "")closed"
          : $0.map { "\($0.path) is 0\(String($0.mode, radix: 8))" }.joined(separator: ", ")
      } ?? "unknown, needs root",
      wanted: "files 0600 in folders 0700", why: "the key controls the stake",
      remedy: open?.map { "chmod 0\(String($0.wanted, radix: 8)) \($0.path)" }.joined(
        separator: "; ") ?? "sudo adnet-agent doctor")
  }

  var variables: DoctorCheck {
    let set = facts.variables
    return DoctorCheck(
      "environment", set.map { $0.isEmpty ? .ok : .bad } ?? .unknown,
      found: set.map { $0.isEmpty ? "none" : $0.joined(separator: ", ") } ?? "unknown",
      wanted: "no ADNET_DEV_PROOF, ADNET_SKIP_VK_VERIFY",
      why: "with them a node accepts invalid proofs",
      remedy: "remove them where they are set; systemctl daemon-reexec; adnet-agent restart CHAIN")
  }
}
