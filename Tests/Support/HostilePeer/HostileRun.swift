import Health
import LinuxSystem
public import NIOCore
public import Probes
import Synchronization

/// Probes of a hostile server, as many as come, and what they gave.
public struct HostileRun: Sendable {
  private let client: ProbeClient
  private let group: any EventLoopGroup
  private let tally = Tally()

  public init(_ client: ProbeClient, _ group: any EventLoopGroup) {
    self.client = client
    self.group = group
  }

  /// How often each kind of outcome was met.
  public var counts: [String: Int] { tally.counts }

  /// All probes side by side, each begun again as soon as it has ended. Without async/await, as in the
  /// agent: its runtime keeps memory of its own.
  public func run(_ port: Int, milliseconds: Int64) {
    let end = Clock.boottimeMilliseconds() + milliseconds
    let lanes = 24
    tally.begin(lanes)
    for lane in 0..<lanes { Self.step(client, group, port, lane, until: end, tally) }
    while tally.running > 0 { Clock.sleep(milliseconds: 10) }
  }

  private static func step(
    _ client: ProbeClient, _ group: any EventLoopGroup, _ port: Int, _ lane: Int, until end: Int64,
    _ tally: Tally
  ) {
    guard Clock.boottimeMilliseconds() < end else { return tally.finished() }
    probe(client, port, lane) { sample in
      tally.note(sample.outcome)
      // Answered without a question: the base path isn't known yet.
      let pause: Int64 = sample.outcome == .absent ? 5 : 0
      group.next().scheduleTask(in: .milliseconds(pause)) {
        step(client, group, port, lane, until: end, tally)
      }
    }
  }

  private static func probe(
    _ client: ProbeClient, _ port: Int, _ lane: Int,
    _ done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    let (host, timeout) = ("127.0.0.1", Int64(100))
    switch lane % 8 {
    case 0, 1:
      client.probeHeight(
        host: host, port: port, basePaths: ["/mainnet", ""], timeoutMilliseconds: timeout,
        done: done)
    case 2: client.probe(.sync, host: host, port: port, timeoutMilliseconds: timeout, done: done)
    case 3: client.probe(.peers, host: host, port: port, timeoutMilliseconds: timeout, done: done)
    case 4: client.probeBlock(host: host, port: port, timeoutMilliseconds: timeout, done: done)
    case 5:
      client.probeMetrics(
        host: host, port: port, path: "/metrics", timeoutMilliseconds: timeout, done: done)
    default:
      client.probeWebSocket(
        host: host, port: port, path: "/", timeoutMilliseconds: timeout, done: done)
    }
  }

  private final class Tally: Sendable {
    private let box = Mutex<(counts: [String: Int], running: Int)>(([:], 0))

    var counts: [String: Int] { box.withLock { $0.counts } }
    var running: Int { box.withLock { $0.running } }
    func begin(_ lanes: Int) { box.withLock { $0.running = lanes } }
    func finished() { box.withLock { $0.running -= 1 } }

    func note(_ outcome: ProbeSample.Outcome) {
      let name =
        switch outcome {
        case .passed: "passed"
        case .limited: "limited"
        case .absent: "absent"
        case .refused: "refused"
        case .silent: "silent"
        case .wrong: "wrong"
        case .notReady: "not ready"
        }
      box.withLock { $0.counts[name, default: 0] += 1 }
    }
  }
}
