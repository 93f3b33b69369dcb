import AgentCore
import Basics
import ControlAPI
import ControlModel
import Glibc
import LinuxSystem
import Synchronization
import TestSupport
import Testing

@testable import AgentDaemon

/// The daemon itself: its start, its socket, its end.
@Suite struct PollLoopTests {
  /// Real-time signals are nobody else's here; only the daemon's own thread gets it.
  private static let stop = Int32(41)

  private final class Runner: Sendable {
    let thread = Mutex<pthread_t?>(nil)
    let result = Mutex<Result<Void, Failure>?>(nil)
  }

  @Test func answersOverItsSocketAndEndsWhenItIsTold() throws {
    let root = try DaemonRoot()
    let runner = Runner()
    let paths = root.paths
    let thread = try Thread.start(name: "daemon") {
      runner.thread.withLock { $0 = pthread_self() }
      do throws(Failure) {
        let stop = try SignalFD([Self.stop])
        let folders = try FolderWatch()
        let loop = try PollLoop(paths, wake: try WakeUp())
        try loop.run(stop: stop, folders: folders)
        runner.result.withLock { $0 = .success(()) }
      } catch { runner.result.withLock { $0 = .failure(error) } }
    }
    let client = ControlClient(socket: paths.agentSocket)
    var version: String?
    for _ in 0..<100 {
      version = try? client.version().version
      if version != nil { break }
      usleep(50_000)
    }
    #expect(version == AgentVersion.text, "\(String(describing: runner.result.withLock { $0 }))")
    #expect(try client.status().chains.count == 2)
    #expect(throws: Failure.self) { _ = try client.order(.start, chain: DaemonRoot.alpha) }
    // Whoever starts another one is told who is there.
    #expect(throws: Failure.self) { _ = try PollLoop(paths, wake: try WakeUp()) }
    _ = runner.thread.withLock { $0.map { pthread_kill($0, Self.stop) } }
    thread.join()
    let result = try #require(runner.result.withLock { $0 })
    #expect(throws: Never.self) { try result.get() }
  }

  @Test(arguments: [
    #"{"schema":"adnet.state/99","chains":{}}"#, #"{"schema":"adnet.state/1","chains":{"#, "",
  ])
  func aStateThatCannotBeUnderstoodIsLeftAsItIs(_ text: String) throws {
    let root = try DaemonRoot()
    try root.write(root.paths.state, text)
    do throws(Failure) {
      _ = try PollLoop(root.paths, wake: try WakeUp())
      Issue.record("it was taken")
    } catch {
      #expect(error.exit == .invalid)
      #expect(error.text.contains("state.json"), "\(error)")
    }
    #expect(try File.text(root.paths.state, limit: 1_000) == text)
  }
}
