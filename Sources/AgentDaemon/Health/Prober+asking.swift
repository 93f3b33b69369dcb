import AgentConfig
import Basics
import Health
import Probes

extension Prober {
  /// Begins one probe of a plan; `done` is called when its result is in `results`, and worth a look.
  func begin(
    _ probe: PlannedProbe, _ chain: ChainConfiguration, _ results: ProbeResults,
    done: @escaping @Sendable () -> Void
  ) {
    let timeout = Int64(chain.probe.timeoutMilliseconds)
    let id = probe.id
    switch probe.place {
    case .node(let port):
      ask(probe.kind, port.probeHost, port.port, chain.probe.basePaths, chain.probe, timeout) {
        if results.add(.node(id.kind, role: id.target, $0)) { done() }
      }
    case .peer(let peer):
      let paths = peer.basePaths(chain.probe.basePaths)
      ask(probe.kind, peer.host, peer.port, paths, chain.probe, timeout) {
        if results.add(.peer(id.kind, url: id.target, $0)) { done() }
      }
    }
  }

  private func ask(
    _ kind: CheckID.Kind, _ host: String, _ port: Int, _ paths: [String],
    _ settings: ChainConfiguration.Probe, _ timeout: Int64,
    _ done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    switch kind {
    case .height:
      client.probeHeight(
        host: host, port: port, basePaths: paths, timeoutMilliseconds: timeout, done: done)
    case .block:
      client.probeBlock(host: host, port: port, timeoutMilliseconds: timeout, done: done)
    case .peers:
      client.probe(.peers, host: host, port: port, timeoutMilliseconds: timeout, done: done)
    case .bft:
      client.probe(.bft, host: host, port: port, timeoutMilliseconds: timeout, done: done)
    case .sync:
      client.probe(.sync, host: host, port: port, timeoutMilliseconds: timeout, done: done)
    case .committee:
      client.probe(.committee, host: host, port: port, timeoutMilliseconds: timeout, done: done)
    case .metrics:
      client.probeMetrics(
        host: host, port: port, path: settings.metricsPath, timeoutMilliseconds: timeout,
        done: done)
    case .websocket:
      client.probeWebSocket(
        host: host, port: port, path: settings.webSocketPath, timeoutMilliseconds: timeout,
        done: done)
    case .tcp:
      client.probeTCP(host: host, port: port, timeoutMilliseconds: timeout, done: done)
    }
  }
}
