import HostilePeer
import NIOPosix
import Testing

@testable import Probes

/// Probes of a server that answers anything. The long run, which looks at memory too, is
/// `swift run -c release probe-fuzz SECONDS SEED`: this library keeps a backtrace of each error that is
/// thrown anywhere in the process, which looks like a leak.
@Suite struct HostileTests {
  @Test func noAnswerDoesAnyHarm() throws {
    let bench = Bench()
    let server = try HostileServer(MultiThreadedEventLoopGroup(numberOfThreads: 1), seed: 7)
    let run = HostileRun(bench.client, bench.group)
    run.run(server.port, milliseconds: 2_000)
    try server.close()
    #expect(server.answers > 100)
    // Every kind of outcome was met, so the answers are not all alike.
    #expect(run.counts.count >= 4, "\(run.counts)")
  }
}
