import AgentConfig
import Basics
import Health
import LinuxSystem
import NIOPosix
import Probes

/// Asks nodes and peers through their real ports, on a thread of its own.
final class Prober: Sendable {
  let client = ProbeClient(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))

  /// The node's height. The reading goes into `watch`, what there is to learn of the node's health
  /// into `results`; `done` is called from the probes' thread when it is worth a look.
  func look(
    _ chain: ChainConfiguration, into watch: HeightWatch, _ results: ProbeResults,
    done: @escaping @Sendable () -> Void
  ) {
    guard let port = chain.port("rest"), watch.begin() else { return }
    client.probeHeight(
      host: port.probeHost, port: port.port, basePaths: chain.probe.basePaths,
      timeoutMilliseconds: Int64(chain.probe.timeoutMilliseconds)
    ) { sample in
      watch.end(HeightReading(sample, atUnixMs: Int(Clock.unixMilliseconds())))
      if results.add(.node(.height, role: port.role, sample)) { done() }
    }
  }
}
