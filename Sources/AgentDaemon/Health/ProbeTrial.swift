public import AgentConfig
import Basics
import Health
import LinuxSystem
import NIOCore
import Probes
import Quorum

/// Every query to a chain's node, once: for an operator who describes a node that nobody has seen yet.
public enum ProbeTrial {
  public struct Answer: Sendable {
    /// As in the configuration: `height`.
    public let query: String
    /// `GET http://127.0.0.1:3030BASE/block/height/latest`, BASE being one of the base paths; nil where there is
    /// no port to ask.
    public let request: String?
    /// The answer as it was understood; nil where it wasn't understood.
    public let value: String?
    /// The reason that there is no value; nil where there is one.
    public let problem: String?
    public let milliseconds: Int
    /// False where nodes may lack it.
    public let isNeeded: Bool
  }

  /// - Parameter chain: its configuration, applied or not.
  public static func run(_ chain: ChainConfiguration) -> [Answer] {
    let prober = Prober()
    let queries = chain.probe.queries
    // The height's base path is where the others are asked.
    let all: [(String, ProbeQuestion, ProbeQuery)] = [
      ("ready", .ready, queries.ready), ("height", .height, queries.height),
      ("hash", .hash, queries.hash), ("peers", .peers, queries.peers),
      ("validators", .bft, queries.validators), ("sync", .sync, queries.sync),
      ("committee", .committee, queries.committee),
    ]
    return all.filter { $0.1 != .ready || !$0.2.isUsual }.map { name, question, query in
      let sample = prober.wait { prober.ask(question, chain, query, $0) }
      let request = request(question, query, chain)
      return Answer(
        query: name, request: request, value: sample.value?.words,
        problem: request == nil ? "the chain has no port \(query.role)" : sample.outcome.words,
        milliseconds: sample.latencyMs,
        isNeeded: question == .height || question == .ready)
    }
  }

  private static func request(
    _ question: ProbeQuestion, _ query: ProbeQuery, _ chain: ChainConfiguration
  ) -> String? {
    guard let port = chain.port(query.role) else { return nil }
    let host = "http://\(Endpoint.text(port.probeHost, port.port))"
    if !query.metric.isEmpty { return "GET \(host)\(chain.probe.metricsPath): \(query.metric)" }
    let place = query.field.isEmpty ? "" : ": \(query.field)"
    guard query.path.isEmpty else {
      return "\(query.body.isEmpty ? "GET" : "POST") \(host)\(query.path)\(place)"
    }
    return "GET \(host)BASE\(question.path)\(place)"
  }
}

extension Prober {
  /// The sample that `ask` gives to its closure. Not for the probes' own thread.
  fileprivate func wait(_ ask: (@escaping @Sendable (ProbeSample) -> Void) -> Void) -> ProbeSample {
    let promise = client.loop.makePromise(of: ProbeSample.self)
    ask { promise.succeed($0) }
    do { return try promise.futureResult.wait() } catch {
      return ProbeSample(.silent("\(error)"), atMs: 0, latencyMs: 0)
    }
  }
}

extension ProbeSample.Value {
  /// For people: `1234`.
  fileprivate var words: String {
    switch self {
    case .none: "yes"
    case .count(let count): "\(count)"
    case .height(let height): "\(height)"
    case .block(_, let hash): hash
    case .synced(let isSynced): isSynced ? "yes" : "no"
    case .committee(let committee):
      "\(committee.members.count) members, total stake \(committee.totalStake)"
    case .metrics(let peers, _): peers.map { "\($0) validators" } ?? "metrics"
    }
  }
}
