import LinuxSystem
import NIOCore
import NIOHTTP1

/// One request on a connection of its own: a GET, or a POST of JSON.
struct ProbeRequest: Sendable {
  let target: ProbeTarget
  let path: String
  /// Empty for a GET.
  var body = ""
  /// For the words only: the deadline counts.
  let timeoutMilliseconds: Int64
  var bodyLimit = ProbeRequest.usualLimit

  typealias Answer = (status: Int, body: [UInt8])

  /// More than any cheap route answers.
  static let usualLimit = 64 * 1024
  /// A list of peers is some kilobytes for each.
  static let describedLimit = 1024 * 1024
  /// A node's metrics are some hundred lines; with histograms, some thousand.
  static let metricsLimit = 2 * 1024 * 1024

  /// The answer, or a `ProbeProblem` or another error.
  func start(
    on loop: any EventLoop, _ deadline: Deadline,
    done: @escaping @Sendable (Result<Answer, any Error>) -> Void
  ) {
    let end = loop.makePromise(of: Answer.self)
    let limit = loop.scheduleTask(in: .milliseconds(deadline.remainingMilliseconds)) {
      end.fail(ProbeProblem.timeout)
    }
    end.futureResult.whenComplete { result in
      limit.cancel()
      done(result)
    }
    connect(on: loop, end)
  }

  private func connect(on loop: any EventLoop, _ end: EventLoopPromise<Answer>) {
    target.connect(on: loop, timeoutMilliseconds: timeoutMilliseconds) { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHTTPClientHandlers(
          decoderLimitConfiguration: .probes)
        try channel.pipeline.syncOperations.addHandler(
          HTTPAnswerCollector(
            host: target.authority, path: path, body: body, bodyLimit: bodyLimit, end: end))
      }
    }.whenComplete { result in
      switch result {
      case .success(let channel): end.futureResult.whenComplete { _ in channel.close(promise: nil) }
      case .failure(let error): end.fail(error)
      }
    }
  }
}

extension NIOHTTPDecoderLimitConfiguration {
  /// How large a head may be that answers a probe.
  static var probes: NIOHTTPDecoderLimitConfiguration {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderListSize = 16 * 1024
    limits.maxHeaderFieldSize = 16 * 1024
    limits.maxHeaderFieldCount = 100
    return limits
  }
}
