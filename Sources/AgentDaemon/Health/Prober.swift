import AgentConfig
import AgentCore
import LinuxSystem
import NIOPosix
import Probes

/// Looks at heights through the nodes' real REST ports, on a thread of its own.
final class HeightProber: Sendable {
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let client: ProbeClient

  init() { client = ProbeClient(group: group) }

  /// The reading goes into `watch`; `done` is called after it, from the probes' thread.
  func look(
    _ chain: ChainConfiguration, into watch: HeightWatch, done: @escaping @Sendable () -> Void
  ) {
    guard let port = chain.port("rest"), watch.begin() else { return }
    client.probeHeight(
      host: port.probeHost, port: port.port, basePaths: chain.probe.basePaths,
      timeoutMilliseconds: Int64(chain.probe.timeoutMilliseconds)
    ) { reading in
      watch.end(reading)
      done()
    }
  }
}

extension PortConfiguration {
  /// Where to reach it from this host: a wildcard is reached on loopback.
  fileprivate var probeHost: String {
    switch address {
    case "0.0.0.0", "::": "127.0.0.1"
    default: address
    }
  }
}
