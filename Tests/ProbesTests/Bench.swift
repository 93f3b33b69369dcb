import AgentCore
import Basics
import Health
import NIOPosix
import Probes

/// A client with a group of its own, and answers one can await.
struct Bench {
  let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  let client: ProbeClient

  init() { client = ProbeClient(group: group) }

  func height(
    of port: Int, host: String = "127.0.0.1", basePaths: [String] = ["/mainnet"],
    timeoutMilliseconds: Int64 = 2_000
  ) async -> HeightReading.Result {
    await withCheckedContinuation { continuation in
      client.probeHeight(
        host: host, port: port, basePaths: basePaths, timeoutMilliseconds: timeoutMilliseconds
      ) { continuation.resume(returning: HeightReading($0, atUnixMs: 0).result) }
    }
  }

  func tcp(_ host: String, _ port: Int) async -> ProbeSample.Outcome {
    await withCheckedContinuation { continuation in
      client.probeTCP(host: host, port: port, timeoutMilliseconds: 5_000) {
        continuation.resume(returning: $0.outcome)
      }
    }
  }

  func sample(
    _ start: (ProbeClient, @escaping @Sendable (ProbeSample) -> Void) -> Void
  ) async -> ProbeSample.Outcome {
    await withCheckedContinuation { continuation in
      start(client) { continuation.resume(returning: $0.outcome) }
    }
  }
}
