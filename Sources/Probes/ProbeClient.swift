public import AgentCore
import Glibc
import LinuxSystem
public import NIOCore
import Synchronization

/// Asks nodes what they are worth, without async/await: answers come to closures on the group's
/// threads.
public final class ProbeClient: Sendable {
  private let group: any EventLoopGroup
  /// The base path that answered last.
  private let known = Mutex<[ProbeTarget: String]>([:])

  public init(group: any EventLoopGroup) { self.group = group }

  /// Whether a TCP connection opens. `done` is called once.
  public func probeTCP(
    host: String, port: Int, timeoutMilliseconds: Int64,
    done: @escaping @Sendable (ProbeResult) -> Void
  ) {
    let loop = group.next()
    ProbeTarget(host: host, port: port)
      .connect(on: loop, timeoutMilliseconds: timeoutMilliseconds) { channel in
        channel.eventLoop.makeSucceededVoidFuture()
      }.whenComplete { result in
        switch result {
        case .success(let channel):
          channel.close(promise: nil)
          done(.accepted)
        case .failure(let error):
          done(
            ProbeProblem.number(of: error) == ECONNREFUSED
              ? .refused : .failed(reason: ProbeProblem.words(error, timeoutMilliseconds)))
        }
      }
  }

  /// Asks `<base path>/block/height/latest`, of the base paths the one that answered last first;
  /// those that are unknown there (404) are passed over. The time is for all of them together.
  /// `done` is called once.
  public func probeHeight(
    host: String, port: Int, basePaths: [String], timeoutMilliseconds: Int64,
    done: @escaping @Sendable (HeightReading) -> Void
  ) {
    let target = ProbeTarget(host: host, port: port)
    let last = known.withLock { $0[target] }.flatMap { basePaths.contains($0) ? $0 : nil }
    let paths = (last.map { [$0] } ?? []) + basePaths.filter { $0 != last }
    ask(
      paths[...], target, timeoutMilliseconds, Deadline(milliseconds: timeoutMilliseconds),
      on: group.next(), done)
  }

  private func ask(
    _ paths: ArraySlice<String>, _ target: ProbeTarget, _ timeout: Int64, _ deadline: Deadline,
    on loop: any EventLoop, _ done: @escaping @Sendable (HeightReading) -> Void
  ) {
    guard let base = paths.first else {
      done(Self.reading(.failed(reason: "no base path is known there (HTTP status 404)")))
      return
    }
    let get = HTTPGet(
      target: target, path: "\(base)/block/height/latest", timeoutMilliseconds: timeout)
    get.start(on: loop, deadline) { outcome in
      switch outcome {
      case .failure(let failure): done(Self.reading(.failed(reason: failure.text)))
      case .success(let answer):
        guard let result = HeightReading.Result(status: answer.status, body: answer.body) else {
          self.ask(paths.dropFirst(), target, timeout, deadline, on: loop, done)
          return
        }
        if case .height = result { self.known.withLock { $0[target] = base } }
        done(Self.reading(result))
      }
    }
  }

  private static func reading(_ result: HeightReading.Result) -> HeightReading {
    HeightReading(result, atUnixMs: Int(Clock.unixMilliseconds()))
  }
}
