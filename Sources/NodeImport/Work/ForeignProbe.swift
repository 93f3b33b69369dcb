import AgentConfig
import Basics
import Health
import LinuxSystem
import NIOCore
import NIOPosix
import Probes
import Synchronization
import Systemd

/// Asks a node that isn't ours.
enum ForeignProbe {
  private static let timeout: Int64 = 2_000

  /// The answers of its REST, else of its metrics, else of its log.
  static func ask(_ node: ForeignNode, _ chain: ChainConfiguration) -> ForeignAnswers {
    if let port = ImportPlanner.rest(of: node) { return rest(chain, at: port) }
    if let port = ImportPlanner.metrics(of: node), let height = metrics(chain, at: port) {
      return ForeignAnswers(height: height, source: .metrics)
    }
    if let unit = node.unit {
      // Of this process: those before it may have had another ledger.
      let lines = UnitLog.lines(
        of: unit.name, sinceMicroseconds: startedMicroseconds(node), limit: 2_000
      ).map(\.text)
      if let height = ForeignAnswers.height(inLog: lines) {
        return ForeignAnswers(height: height, source: .log)
      }
    }
    return ForeignAnswers(
      problem: "it has no REST, and neither its metrics nor its log show a height")
  }

  /// By the monotonic clock, as the journal has it: without the time that the host was asleep.
  private static func startedMicroseconds(_ node: ForeignNode) -> UInt64 {
    let started = node.startedTicks * (1_000_000 / Clock.ticksPerSecond)
    let asleep = Clock.boottimeMilliseconds() * 1_000 - Int64(Clock.monotonicMicroseconds())
    return started - min(started, UInt64(max(0, asleep)))
  }

  private static func metrics(
    _ chain: ChainConfiguration, at port: ForeignNode.Listener
  ) -> UInt64? {
    let sample = withClient(for: port) { client, host in
      wait { done in
        let query = chain.probe.queries.height
        if query.metric.isEmpty {
          client.probeMetricsHeight(
            host: host, port: port.port, path: chain.probe.metricsPath,
            timeoutMilliseconds: timeout, done: done)
        } else {
          client.probeMetric(
            .height, host: host, port: port.port, path: chain.probe.metricsPath, query: query,
            timeoutMilliseconds: timeout, done: done)
        }
      }
    }
    guard case .passed(.height(let height))? = sample?.outcome else { return nil }
    return height
  }

  private static func rest(
    _ chain: ChainConfiguration, at port: ForeignNode.Listener
  ) -> ForeignAnswers {
    let queries = chain.probe.queries
    return withClient(for: port) { client, host in
      let height = wait { done in
        client.probeHeight(
          host: host, port: port.port, basePaths: chain.probe.basePaths,
          query: queries.height.byREST, timeoutMilliseconds: timeout, done: done)
      }
      guard case .passed(.height(let value))? = height?.outcome else {
        return ForeignAnswers(problem: height?.outcome.words ?? "no answer")
      }
      let sync = wait { done in
        client.probe(
          .sync, host: host, port: port.port,
          query: queries.sync.byREST,
          basePaths: chain.probe.basePaths,
          timeoutMilliseconds: timeout, done: done)
      }
      guard case .passed(.synced(let isSynced))? = sync?.outcome else {
        return ForeignAnswers(height: value)
      }
      return ForeignAnswers(height: value, isSynced: isSynced)
    }
  }

  private static func withClient<Found>(
    for port: ForeignNode.Listener, _ body: (ProbeClient, String) -> Found
  ) -> Found {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    // It ends with this process; nobody waits for its threads.
    defer { group.shutdownGracefully { _ in } }
    // No host depends on the role.
    let port = PortConfiguration(role: "rest", address: port.address, port: port.port)
    return body(ProbeClient(group: group), port.probeHost)
  }

  /// Nil when nothing came in time.
  private static func wait(_ ask: (@escaping @Sendable (ProbeSample) -> Void) -> Void)
    -> ProbeSample?
  {
    let answer = Answer()
    ask { sample in answer.sample.withLock { $0 = sample } }
    let deadline = Deadline(milliseconds: timeout * 2)
    while !deadline.isOver {
      if let sample = answer.sample.withLock({ $0 }) { return sample }
      Clock.sleep(milliseconds: 5)
    }
    return nil
  }

  private final class Answer: Sendable {
    let sample = Mutex<ProbeSample?>(nil)
  }
}
