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
    let id = probe.id
    switch probe.place {
    case .node(let port):
      ask(probe.kind, port, chain) {
        if results.add(.node(id.kind, role: id.target, $0)) { done() }
      }
    case .peer(let peer):
      ask(probe.kind, peer, chain) {
        if results.add(.peer(id.kind, url: id.target, $0)) { done() }
      }
    }
  }

  private func ask(
    _ kind: CheckID.Kind, _ port: PortConfiguration, _ chain: ChainConfiguration,
    _ done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    let (host, timeout) = (port.probeHost, Int64(chain.probe.timeoutMilliseconds))
    let queries = chain.probe.queries
    switch kind {
    case .height: height(of: chain, done: done)
    case .block:
      client.probeBlock(
        host: host, port: port.port, hash: queries.hash, height: queries.height.byREST,
        basePaths: chain.otherBasePaths, timeoutMilliseconds: timeout, done: done)
    case .peers: ask(.peers, chain, queries.peers, done)
    case .bft: ask(.bft, chain, queries.validators, done)
    case .sync: ask(.sync, chain, queries.sync, done)
    case .committee: ask(.committee, chain, queries.committee, done)
    case .metrics:
      client.probeMetrics(
        host: host, port: port.port, path: chain.probe.metricsPath, timeoutMilliseconds: timeout,
        done: done)
    case .websocket:
      client.probeWebSocket(
        host: host, port: port.port, path: chain.probe.webSocketPath,
        timeoutMilliseconds: timeout, done: done)
    case .tcp:
      client.probeTCP(host: host, port: port.port, timeoutMilliseconds: timeout, done: done)
    }
  }

  /// Other nodes of the chain are of the same kind; only metrics they have for themselves.
  private func ask(
    _ kind: CheckID.Kind, _ peer: PeerTarget, _ chain: ChainConfiguration,
    _ done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    let timeout = Int64(chain.probe.timeoutMilliseconds)
    let queries = chain.probe.queries
    switch kind {
    case .height:
      client.probeHeight(
        host: peer.host, port: peer.port, basePaths: peer.basePaths(chain.probe.basePaths),
        query: queries.height.byREST, prefix: peer.prefix, timeoutMilliseconds: timeout, done: done)
    case .block:
      client.probeBlock(
        host: peer.host, port: peer.port, hash: queries.hash,
        height: queries.height.byREST, prefix: peer.prefix,
        basePaths: peer.basePaths(chain.otherBasePaths),
        timeoutMilliseconds: timeout, done: done)
    case .committee:
      client.probe(
        .committee, host: peer.host, port: peer.port, query: queries.committee, prefix: peer.prefix,
        basePaths: peer.basePaths(chain.otherBasePaths),
        timeoutMilliseconds: timeout, done: done)
    case .peers, .bft, .sync, .metrics, .websocket, .tcp: break
    }
  }
}

extension ChainConfiguration {
  /// The base paths that queries of the family have to try where the height isn't one of them.
  var otherBasePaths: [String] { probe.queries.height.isUsual ? [] : probe.basePaths }
}
