import CTestNode

/// One node: load, serve, stop.
final class Node {
  enum Phase {
    case loading, up, stopping
  }

  let settings: NodeSettings
  let loop: EventLoop
  let log: Log
  let ledger: Ledger
  let p2p: PeerNetwork
  let bft: PeerNetwork
  var committee: Committee
  var rateLimit: RateLimit?
  var phase = Phase.loading
  var rest: HTTPServer?
  var metrics: HTTPServer?
  var webSocket: WebSocketServer?
  var blockTimer: Int?
  var isStalled: Bool
  var answered = 0
  /// By path: what it was asked.
  var requests: [String: Int] = [:]
  /// Memory as a real node has it: written to, so that it is there.
  private let ballast: [UInt8]

  init(_ settings: NodeSettings, _ loop: EventLoop) throws(Refusal) {
    self.settings = settings
    self.loop = loop
    ballast = [UInt8](repeating: 1, count: settings.ballastBytes)
    let log = Log(name: settings.name, isVerbose: settings.isVerbose)
    self.log = log
    let ledger = try Ledger(
      settings.storage, cachePath: settings.record, firstHeight: settings.firstHeight,
      format: settings.ledgerFormat)
    self.ledger = ledger
    isStalled = settings.misbehaviour.stallsHeight
    committee = Committee(
      size: settings.committeeSize, own: settings.identity, named: settings.committee)
    rateLimit = RateLimit(perSecond: settings.restPerSecond, api: settings.api)
    let greeting = {
      PeerGreeting(chain: settings.network, identity: settings.identity, height: ledger.height)
    }
    p2p = PeerNetwork(loop, log, targets: settings.peers, greeting: greeting)
    bft = PeerNetwork(loop, log, targets: settings.validators, greeting: greeting)
    p2p.changed = { [unowned self] in heard($0, asValidator: false) }
    bft.changed = { [unowned self] in heard($0, asValidator: true) }
  }

  /// Begins to load; the metrics are served before, and are fatal when their port is taken.
  func start() throws(Refusal) {
    if settings.misbehaviour.isUndumpable { adnet_testnode_forbid_looking() }
    if let address = settings.metrics {
      metrics = try serve(address, "metrics") { [unowned self] _, _ in .text(metricsText) }
    }
    log.info("Loading the ledger from storage...")
    load(begun: Clock.now(), told: 0)
  }

  private func load(begun: Int64, told: Int) {
    guard phase == .loading else { return }
    let seconds = Double(Clock.now() - begun) / 1e9
    if !settings.misbehaviour.isNeverReady, seconds >= settings.loadSeconds { return up() }
    let whole = max(settings.loadSeconds, settings.misbehaviour.isNeverReady ? 600 : 0.001)
    let percent = min(99, Int(seconds / whole * 100))
    if percent > told { log.info("Loading the ledger from storage... \(percent)%") }
    let pause = min(max(whole / 20, 0.05), max(0.001, whole - seconds), 5)
    loop.after(pause) { [weak self] in self?.load(begun: begun, told: max(told, percent)) }
  }

  private func up() {
    do throws(Refusal) {
      if settings.misbehaviour.mustBeUpgraded || ledger.height >= lastHeight {
        throw mustBeUpgraded
      }
      log.info("Loaded the ledger at height \(ledger.height)")
      if let complaint = ledger.complaint() { log.warn("Unclean start: \(complaint)") }
      if ledger.isOlderThanItsCache { isStalled = true }
      ledger.begin()
      phase = .up
      try listen()
    } catch { Crash.end(error, api: settings.api) }
    scheduleBlock()
    if let seconds = settings.misbehaviour.crashesAfter {
      loop.after(seconds) { Crash.panic("the ledger is inconsistent") }
    }
  }

  /// The last height that this build can follow.
  var lastHeight: Int { settings.upgradeAt.map { max(0, $0 - 100) } ?? .max }

  var mustBeUpgraded: Refusal {
    Refusal(
      "the node must be upgraded: the consensus version at height \(settings.upgradeAt ?? ledger.height) needs a newer one"
    )
  }

  /// REST is gone at once, the process later; with `--graceful` the process waits for REST's connections.
  func stop(then done: @escaping () -> Void) {
    guard phase != .stopping else { return }
    let wasUp = phase == .up
    phase = .stopping
    log.info("Shutting down...")
    webSocket?.stop()
    if settings.endsGracefully, let rest {
      rest.stopGracefully { [self] in end(wasUp, done) }
    } else {
      rest?.stop()
      end(wasUp, done)
    }
  }

  private func end(_ wasUp: Bool, _ done: @escaping () -> Void) {
    if settings.misbehaviour.hangsOnStop { return log.warn("Waiting for a task that never ends") }
    loop.after(settings.shutdownDelay) { [self] in
      p2p.stop()
      bft.stop()
      metrics?.stop()
      if wasUp {
        do throws(Refusal) { try ledger.endGracefully(padding: settings.cacheBytes) } catch {
          Crash.end(error, api: settings.api)
        }
        log.info("Stored the proposal cache at height \(ledger.height)")
      }
      log.info("Node has shut down.")
      done()
    }
  }
}
