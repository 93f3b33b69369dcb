import Basics

/// Sees a node that has opened a port nobody declared instead of one that was.
///
/// A node opens its ports one after the other, and may take minutes before the first. So an undeclared
/// port is taken for a declared one only when it came with the ports that are served, none is left that
/// could still be on its way for another reason, and nothing has changed for a while. Metrics or a
/// debugger's port are open long before, or were so in a node that was well.
struct StrayWatch: Hashable, Sendable {
  private(set) var found: StrayPorts?
  /// Since when each undeclared port is open.
  private var openedMs: [Int: Int] = [:]
  /// Since when a declared port is served, and since when the others are missing.
  private var servedMs: Int?
  private var missing: [String: Int] = [:]
  private var missingMs = 0
  /// Undeclared ports of nodes that were ready.
  private var usual: Set<Int> = []

  /// How long nothing has to change, in milliseconds: to take a right node for a wrong one costs more than
  /// some seconds.
  private static let patienceMs = 4_000
  /// Ports that a node opens at its end of loading come this close together, in milliseconds.
  private static let nearMs = 2_000

  /// Another process.
  mutating func restart() {
    let usual = usual
    self = StrayWatch()
    self.usual = usual
  }

  /// `others` are the ports of other chains, which the same process may serve.
  mutating func note(
    _ listeners: [SeenListener], _ ports: [ExpectedPort], others: Set<Int>,
    _ report: SupervisorReport, atMs now: Int
  ) {
    let own = listeners.filter { $0.owner == .node }
    let told = Set(report.ports.values.map(\.address))
    let declared = others.union(ports.map(\.port))
    let strays = own.filter { !declared.contains($0.port) && !told.contains($0.endpoint) }
    guard report.state == .starting, report.nodePID > 0 else {
      if report.state == .ready { usual.formUnion(strays.map(\.port)) }
      return restart()
    }
    var opened: [Int: Int] = [:]
    for stray in strays where !usual.contains(stray.port) {
      opened[stray.port] = openedMs[stray.port] ?? now
    }
    openedMs = opened

    var stillMissing: [String: Int] = [:]
    var isServed = false
    for port in ports where port.isReady {
      switch report.ports[port.role]?.state {
      case .held, .bound: isServed = true
      case .waiting, .missing:
        // The table may be younger than the report.
        if !own.contains(where: { $0.port == port.port }) { stillMissing[port.role] = port.port }
      case .elsewhere, nil: break
      }
    }
    servedMs = isServed ? servedMs ?? now : nil
    if stillMissing != missing { missingMs = now }
    missing = stillMissing
    found = judge(strays, atMs: now)
  }

  private func judge(_ strays: [SeenListener], atMs now: Int) -> StrayPorts? {
    guard let servedMs, !missing.isEmpty else { return nil }
    let suspects = openedMs.filter { servedMs - $0.value <= Self.nearMs }
    guard suspects.count >= missing.count, let last = suspects.values.max(),
      now - max(last, missingMs) >= Self.patienceMs
    else { return nil }
    let endpoints = Set(strays.filter { suspects[$0.port] != nil }.map(\.endpoint))
    return StrayPorts(endpoints: endpoints.sorted(), missing: missing)
  }
}
