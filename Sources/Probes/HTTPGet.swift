import AgentCore
import LinuxSystem
import NIOCore
import NIOHTTP1

/// One GET on a connection of its own.
struct HTTPGet: Sendable {
  let target: ProbeTarget
  let path: String
  /// For the words only: the deadline counts.
  let timeoutMilliseconds: Int64

  /// An answer, or why there is none.
  typealias Outcome = Result<(status: Int, body: [UInt8]), Failure>

  /// More than any cheap route answers.
  static let bodyLimit = 64 * 1024

  func start(
    on loop: any EventLoop, _ deadline: Deadline, done: @escaping @Sendable (Outcome) -> Void
  ) {
    let end = loop.makePromise(of: (status: Int, body: [UInt8]).self)
    let limit = loop.scheduleTask(in: .milliseconds(deadline.remainingMilliseconds)) {
      end.fail(ProbeProblem.timeout)
    }
    end.futureResult.whenComplete { result in
      limit.cancel()
      switch result {
      case .success(let answer): done(.success(answer))
      case .failure(let error):
        done(.failure(Failure("probe_failed", ProbeProblem.words(error, timeoutMilliseconds))))
      }
    }
    connect(on: loop, end)
  }

  private func connect(
    on loop: any EventLoop, _ end: EventLoopPromise<(status: Int, body: [UInt8])>
  ) {
    let host = target.host.utf8.contains(UInt8(ascii: ":")) ? "[\(target.host)]" : target.host
    target.connect(on: loop, timeoutMilliseconds: timeoutMilliseconds) { channel in
      channel.eventLoop.makeCompletedFuture {
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderListSize = 16 * 1024
        decoding.maxHeaderFieldSize = 16 * 1024
        decoding.maxHeaderFieldCount = 100
        try channel.pipeline.syncOperations.addHTTPClientHandlers(
          decoderLimitConfiguration: decoding)
        try channel.pipeline.syncOperations.addHandler(
          HTTPAnswerCollector(host: "\(host):\(target.port)", path: path, end: end))
      }
    }.whenComplete { result in
      switch result {
      case .success(let channel): end.futureResult.whenComplete { _ in channel.close(promise: nil) }
      case .failure(let error): end.fail(error)
      }
    }
  }
}
