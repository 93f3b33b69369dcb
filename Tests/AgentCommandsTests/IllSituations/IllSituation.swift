import AgentConfig
import AgentCore
import Basics
import Health
import HostCore
import Testing

@testable import NodeImport

/// What can be wrong with a chain, and the problem that has to tell it.
struct IllSituation: Sendable, CustomTestStringConvertible {
  let name: String
  let kind: String
  let make: @Sendable (inout IllHost) -> Void
  var testDescription: String { name }

  init(_ name: String, _ kind: String, _ make: @escaping @Sendable (inout IllHost) -> Void) {
    (self.name, self.kind, self.make) = (name, kind, make)
  }

  /// As it is when all has been well for two minutes, and the ill for one.
  var host: IllHost {
    var host = IllHost()
    host.pass(seconds: 120)
    make(&host)
    host.pass(seconds: 60)
    return host
  }

  static let all = processes + ports + answers + operations + clients + rest

  private static let processes = [
    IllSituation("the node's unit failed", "node_down") { $0.ends() },
    IllSituation("the node has ended once and comes back", "node_down") {
      $0.runs(.backoff, failures: 1)
    },
    IllSituation("the node ends again and again", "crash_loop") { $0.runs(.backoff, failures: 5) },
    IllSituation("the node was stopped by SIGSTOP", "hung") { $0.processState = "T" },
    IllSituation("the node loads", "starting") {
      $0.runs(.starting)
      $0.loads = true
    },
    IllSituation("another process holds the chain's lock", "lock_held") { $0.runs(.lockWait) },
    IllSituation("the release must be upgraded", "needs_upgrade") {
      $0.runs(.starting)
      $0.logs = [.needsUpgrade]
    },
    IllSituation("the node died and left no cache, and runs again", "recovering") {
      $0.now.recovers = true
    },
    IllSituation("the chain is enabled but stopped", "stopped") {
      $0.state.desired = .stopped
      $0.ends(.inactive)
    },
  ]

  private static let ports = [
    IllSituation("a stranger has the P2P port of a running node", "port_foreign") {
      $0.took("p2p", by: "nginx.service (account www-data)")
    },
    IllSituation("a stranger has the port of a stopped chain", "port_foreign") {
      $0.state.desired = .stopped
      $0.ends(.inactive)
      $0.took("p2p", by: "a process of no unit (account root)")
    },
    IllSituation("the chain's program runs a second time", "second_process") {
      $0.now.secondProcesses = [SecondProcess(4711, program: "alphaos", unit: "node.service")]
    },
    IllSituation("nothing listens on the P2P port", "not_listening") { host in
      let port = host.chain.port("p2p")!.port
      host.listeners.removeAll { $0.port == port }
    },
    IllSituation("the node bound another port instead", "not_listening") {
      $0.now.supervisors[IllHost.unit]?.ports["p2p"] = NodePort(
        .elsewhere, address: "0.0.0.0:40001")
    },
    IllSituation("the held socket is down", "socket_down") {
      $0.now.units[$0.settings.sockets[0]]?.activity = .failed
    },
    IllSituation("the node announces an upgrade that it needs", "upgrade_ahead") {
      $0.now.requiredUpgrade = RequiredUpgrade(height: 5_000, version: 12)
        .seen(from: 2_024, blockMs: 15_000)
    },
    IllSituation("the kernel doesn't let the socket be handed over", "handoff_lost") {
      $0.now.handoffRefusal = "kernel.yama.ptrace_scope is 2"
    },
  ]

  private static let answers = [
    IllSituation("the REST is silent", "hung") { $0.rest = { _ in .silent("no answer in 2 s") } },
    IllSituation("the REST answers with a page", "faulty") {
      $0.rest = { _ in .wrong("the body isn't a number") }
    },
    IllSituation("the height is stalled, the peers' isn't", "stalled") {
      $0.rest = { _ in .passed(.height(2_024)) }
      $0.pass(seconds: 120)
    },
    IllSituation("every height is stalled", "network_stalled") {
      $0.rest = { _ in .passed(.height(2_024)) }
      $0.peer = { _, _ in .passed(.height(2_024)) }
      $0.pass(seconds: 240)
    },
    IllSituation("the REST says that it is asked too often", "limited") {
      $0.rest = { _ in .limited }
    },
    IllSituation("no peer answers", "peers_unreachable") {
      $0.peer = { _, _ in .silent("no answer in 2 s") }
    },
    IllSituation("one of three peers doesn't answer", "peer_unreachable") {
      $0.peer = { index, height in index == 0 ? .refused : .passed(.height(height)) }
    },
  ]

  private static let operations = [
    IllSituation("the agent restarts a node that hangs", "healing") {
      $0.rest = { _ in .silent("no answer in 2 s") }
      $0.begins(.restart, .raise, cause: "its REST doesn't answer")
    },
    IllSituation("a restart waits for its node for minutes", "operation_slow") {
      $0.runs(.starting)
      $0.begins(.restart, .start)
      $0.pass(seconds: 120)
    },
    IllSituation("a swap can't go back", "way_back_stuck") {
      $0.runs(.starting)
      $0.begins(.swap, .start, .back)
      $0.pass(seconds: 900)
    },
    IllSituation("a port is closed while the node is watched", "not_listening") { host in
      host.begins(.restart, .watch)
      let port = host.chain.port("p2p")!.port
      host.listeners.removeAll { $0.port == port }
    },
    IllSituation("the last swap was rolled back", "operation_failed") {
      $0.begins(.swap, .lower, .back)
      var last = $0.state.operation
      last?.outcome = .rolledBack
      last?.failure = Failure(.nodeExited, "cannot start the node: it ended", hint: "look")
      ($0.state.operation, $0.state.lastOperation) = (nil, last)
    },
    IllSituation("an import is stuck", "import_unfinished") {
      let node = ForeignNode(
        process: 1, executable: "/x", arguments: [],
        account: .init(name: "ops", user: 1, group: 1), home: "/", folder: "/",
        origin: .process(parent: "bash"))
      let plan = ImportPlan(
        chain: Sample.alpha, program: "alphaos", version: "1", moves: [], leftovers: [],
        fragment: "", lost: [], refusals: [])
      var record = ImportRecord(node, plan, beganUnixMs: 0, who: "ops")
      record.begin(.move)
      record.failure = .init(
        Failure(
          .importInTheWay, "cannot move it back: something is there", hint: "move it", exit: .failed
        ))
      $0.imports = record
      $0.state.desired = .stopped
    },
  ]

  private static let clients = [
    IllSituation("drained, and no peer answers", "drained_unserved") {
      $0.state.drained = Drained(sinceUnixMs: 0, reason: "", rebootOf: nil)
      $0.diverts(to: [])
    },
    IllSituation("clients wait for a node that is down", "clients_parked") {
      $0.ends()
      $0.diverts(to: [])
    },
    IllSituation("peers answer for a node that is down", "clients_relayed") {
      $0.ends()
      $0.diverts(to: IllHost.peers)
    },
  ]

  private static let rest = [
    IllSituation("the disk is nearly full", "disk_reserve") {
      $0.vitals.disks = [
        Disk(
          mountPoint: "/", holds: ["ledger of alpha"], totalBytes: 480 << 30, freeBytes: 1 << 30,
          totalFiles: 1_000, freeFiles: 900)
      ]
    },
    IllSituation("memory and swap space are nearly used up", "memory_low") {
      $0.vitals.availableBytes = 1 << 30
    },
    IllSituation("the chain's current generation can't be read", "current_invalid") {
      $0.now.current = .invalid(reason: "the unit's name is empty")
    },
    IllSituation("the chain is enabled and has no release", "no_release") {
      $0.state.proven = nil
      $0.now.current = .missing
      $0.ends(.inactive)
    },
    IllSituation("systemd hasn't read the latest units", "needs_daemon_reload") {
      $0.now.units[IllHost.unit]?.needsReload = true
    },
    IllSituation("boot won't start the node", "not_enabled_at_boot") {
      $0.now.units[IllHost.unit]?.fileState = "disabled"
    },
    IllSituation("systemd can't be asked", "unknown") { $0.now.units = [:] },
  ]
}
