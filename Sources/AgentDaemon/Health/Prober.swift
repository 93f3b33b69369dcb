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
    guard let port = chain.heightPort, watch.begin() else { return }
    height(of: chain) { sample in
      watch.end(HeightReading(sample, atUnixMs: Int(Clock.unixMilliseconds())))
      if results.add(.node(.height, role: port.role, sample)) { done() }
    }
  }

  /// The node's answer for its height; where it has to say first that it is ready, its answer to that while it
  /// isn't.
  func height(
    of chain: ChainConfiguration, done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    let queries = chain.probe.queries
    guard !queries.ready.isUsual else { return ask(.height, chain, queries.height, done) }
    ask(.ready, chain, queries.ready) { sample in
      guard sample.value != nil else { return done(sample) }
      self.ask(.height, chain, queries.height, done)
    }
  }

  /// One question to the node itself, in the way that its configuration says.
  func ask(
    _ question: ProbeQuestion, _ chain: ChainConfiguration, _ query: ProbeQuery,
    _ done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    let timeout = Int64(chain.probe.timeoutMilliseconds)
    guard let port = chain.port(query.role) else {
      return done(
        ProbeSample(.absent, atMs: Int(Clock.boottimeMilliseconds()), latencyMs: 0))
    }
    if !query.metric.isEmpty {
      client.probeMetric(
        question, host: port.probeHost, port: port.port, path: chain.probe.metricsPath,
        query: query, timeoutMilliseconds: timeout, done: done)
    } else if question == .ready || question == .height {
      client.probeFirst(
        question, host: port.probeHost, port: port.port, basePaths: chain.probe.basePaths,
        query: query, timeoutMilliseconds: timeout, done: done)
    } else {
      // Where no height is asked for below a base path, this question finds it.
      client.probe(
        question, host: port.probeHost, port: port.port, query: query,
        basePaths: chain.otherBasePaths,
        timeoutMilliseconds: timeout, done: done)
    }
  }
}
