import AgentConfig
import AgentCore
import ForeignNodes
import Health
import LinuxSystem
import NIOCore
import NIOPosix
import Probes
import Synchronization

/// Asks a node that isn't ours.
enum ForeignProbe {
  private static let timeout: Int64 = 2_000

  static func ask(_ chain: ChainConfiguration, at port: ForeignNode.Listener?) -> ForeignAnswers {
    guard let port else { return ForeignAnswers(problem: "it has no REST") }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    // It ends with this process; nobody waits for its threads.
    defer { group.shutdownGracefully { _ in } }
    let client = ProbeClient(group: group)
    let host = PortConfiguration(role: "rest", address: port.address, port: port.port).probeHost
    let height = wait { done in
      client.probeHeight(
        host: host, port: port.port, basePaths: chain.probe.basePaths,
        timeoutMilliseconds: timeout, done: done)
    }
    guard case .passed(.height(let value))? = height?.outcome else {
      return ForeignAnswers(problem: height?.outcome.words ?? "no answer")
    }
    let sync = wait { done in
      client.probe(.sync, host: host, port: port.port, timeoutMilliseconds: timeout, done: done)
    }
    guard case .passed(.synced(let isSynced))? = sync?.outcome else {
      return ForeignAnswers(height: value)
    }
    return ForeignAnswers(height: value, isSynced: isSynced)
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
