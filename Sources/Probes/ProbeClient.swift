public import Basics
public import Health
import LinuxSystem
public import NIOCore
import Synchronization

/// Asks nodes what they are worth, without async/await: answers come to closures on the group's
/// threads, each once.
public final class ProbeClient: Sendable {
  private let group: any EventLoopGroup
  /// The base path that answered last.
  private let known = Mutex<[ProbeTarget: String]>([:])

  public init(group: any EventLoopGroup) { self.group = group }

  package var loop: any EventLoop { group.any() }

  /// Whether a TCP connection opens. On a held port the kernel answers for the node.
  public func probeTCP(
    host: String, port: Int, timeoutMilliseconds: Int64,
    done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    let begun = Clock.boottimeMilliseconds()
    ProbeTarget(host: host, port: port)
      .connect(on: group.next(), timeoutMilliseconds: timeoutMilliseconds) { channel in
        channel.eventLoop.makeSucceededVoidFuture()
      }.whenComplete { result in
        switch result {
        case .success(let channel):
          channel.close(promise: nil)
          done(Self.sample(.passed(.none), begun))
        case .failure(let error):
          done(Self.sample(ProbeProblem.outcome(error, timeoutMilliseconds), begun))
        }
      }
  }

  /// Asks `<base path>/block/height/latest`, of the base paths the one that answered last first;
  /// those that are unknown there (404) are passed over. The time is for all of them together.
  public func probeHeight(
    host: String, port: Int, basePaths: [String], query: ProbeQuery = ProbeQuery(),
    prefix: String = "", timeoutMilliseconds: Int64,
    done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    probeFirst(
      .height, host: host, port: port, basePaths: basePaths, query: query, prefix: prefix,
      timeoutMilliseconds: timeoutMilliseconds, done: done)
  }

  /// A question that shows under which base path there are answers, as `probeHeight`. A query with a path of
  /// its own is asked there, behind `prefix`.
  public func probeFirst(
    _ question: ProbeQuestion, host: String, port: Int, basePaths: [String], query: ProbeQuery,
    prefix: String = "", timeoutMilliseconds: Int64,
    done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    let target = ProbeTarget(host: host, port: port)
    let last = known.withLock { $0[target] }.flatMap { basePaths.contains($0) ? $0 : nil }
    let begun = Clock.boottimeMilliseconds()
    ask(
      question, query, Self.bases(query, prefix, basePaths, last)[...], target,
      timeoutMilliseconds, Deadline(milliseconds: timeoutMilliseconds), on: group.next()
    ) { outcome in
      let unknown = ProbeSample.Outcome.wrong("no known base path (HTTP status 404)")
      done(Self.sample(outcome ?? unknown, begun))
    }
  }

  /// Where to ask, the base path that answered last first.
  private static func bases(
    _ query: ProbeQuery, _ prefix: String, _ basePaths: [String], _ last: String?
  ) -> [String] {
    guard query.path.isEmpty else { return [prefix] }
    return (last.map { [$0] } ?? []) + basePaths.filter { $0 != last }
  }

  /// Asks under the base path that gave a height; `absent` before there was one, and when the node
  /// doesn't know the question. A query with a path of its own is asked there, behind `prefix`.
  ///
  /// - Parameter basePaths: those to try while none is known, where no height is asked for below one.
  public func probe(
    _ question: ProbeQuestion, host: String, port: Int, query: ProbeQuery = ProbeQuery(),
    prefix: String = "", basePaths: [String] = [], timeoutMilliseconds: Int64,
    done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    let target = ProbeTarget(host: host, port: port)
    let begun = Clock.boottimeMilliseconds()
    let bases = Self.bases(query, prefix, basePaths, known.withLock { $0[target] })
    guard !bases.isEmpty else { return done(Self.sample(.absent, begun)) }
    ask(
      question, query, bases[...], target, timeoutMilliseconds,
      Deadline(milliseconds: timeoutMilliseconds),
      on: group.next()
    ) { outcome in done(Self.sample(outcome ?? .absent, begun)) }
  }

  /// The latest block's hash with its height. Three questions, since the chain goes on between two:
  /// a hash that is the same before and after the height is that height's.
  public func probeBlock(
    host: String, port: Int, hash: ProbeQuery = ProbeQuery(), height: ProbeQuery = ProbeQuery(),
    prefix: String = "", basePaths: [String] = [], timeoutMilliseconds: Int64,
    done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    let ask = {
      @Sendable (question: ProbeQuestion, next: @escaping @Sendable (ProbeSample) -> Void) in
      self.probe(
        question, host: host, port: port, query: question == .hash ? hash : height,
        prefix: prefix, basePaths: basePaths, timeoutMilliseconds: timeoutMilliseconds, done: next)
    }
    ask(.hash) { first in
      guard case .block(_, let hash) = first.value else { return done(first) }
      ask(.height) { second in
        guard case .height(let height) = second.value else { return done(second) }
        ask(.hash) { third in
          guard case .block(_, hash) = third.value else {
            // Between blocks: nothing is learnt this time.
            return done(third.value == nil ? third : third.with(.passed(.height(height))))
          }
          done(third.with(.passed(.block(height: height, hash: hash))))
        }
      }
    }
  }

  /// GET `path`, which has to be text.
  public func probeMetrics(
    host: String, port: Int, path: String, timeoutMilliseconds: Int64,
    done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    metrics(host, port, path, timeoutMilliseconds, ProbeAnswer.metrics, done)
  }

  /// The value of the metric that a query names, from the metrics at `path`.
  public func probeMetric(
    _ question: ProbeQuestion, host: String, port: Int, path: String, query: ProbeQuery,
    timeoutMilliseconds: Int64, done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    let read = { @Sendable (status: Int, body: [UInt8]) in
      ProbeAnswer.read(question, query, status: status, body: body)
        ?? .wrong("HTTP status \(status)")
    }
    metrics(host, port, path, timeoutMilliseconds, read, done)
  }

  /// The height that the metrics at `path` have, for a node without REST.
  public func probeMetricsHeight(
    host: String, port: Int, path: String, timeoutMilliseconds: Int64,
    done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    metrics(host, port, path, timeoutMilliseconds, ProbeAnswer.metricsHeight, done)
  }

  private func metrics(
    _ host: String, _ port: Int, _ path: String, _ timeoutMilliseconds: Int64,
    _ read: @escaping @Sendable (_ status: Int, _ body: [UInt8]) -> ProbeSample.Outcome,
    _ done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    let begun = Clock.boottimeMilliseconds()
    let get = ProbeRequest(
      target: ProbeTarget(host: host, port: port), path: path,
      timeoutMilliseconds: timeoutMilliseconds, bodyLimit: ProbeRequest.metricsLimit)
    get.start(on: group.next(), Deadline(milliseconds: timeoutMilliseconds)) { result in
      switch result {
      case .failure(let error):
        done(Self.sample(ProbeProblem.outcome(error, timeoutMilliseconds), begun))
      case .success(let answer):
        done(Self.sample(read(answer.status, answer.body), begun))
      }
    }
  }

  /// A handshake, a ping, and its pong.
  public func probeWebSocket(
    host: String, port: Int, path: String, timeoutMilliseconds: Int64,
    done: @escaping @Sendable (ProbeSample) -> Void
  ) {
    let begun = Clock.boottimeMilliseconds()
    let ping = WebSocketPing(
      target: ProbeTarget(host: host, port: port), path: path,
      timeoutMilliseconds: timeoutMilliseconds)
    ping.start(on: group.next()) { error in
      done(
        Self.sample(
          error.map { ProbeProblem.outcome($0, timeoutMilliseconds) } ?? .passed(.none), begun))
    }
  }

  // MARK: -

  /// Nil when none of the paths is known there.
  private func ask(
    _ question: ProbeQuestion, _ query: ProbeQuery, _ paths: ArraySlice<String>,
    _ target: ProbeTarget, _ timeout: Int64, _ deadline: Deadline, on loop: any EventLoop,
    _ done: @escaping @Sendable (ProbeSample.Outcome?) -> Void
  ) {
    guard let base = paths.first else { return done(nil) }
    let get = ProbeRequest(
      target: target, path: base + (query.path.isEmpty ? question.path : query.path),
      body: query.body, timeoutMilliseconds: timeout,
      bodyLimit: query.isUsual ? question.bodyLimit : ProbeRequest.describedLimit)
    get.start(on: loop, deadline) { result in
      switch result {
      case .failure(let error): done(ProbeProblem.outcome(error, timeout))
      case .success(let answer):
        guard
          let outcome = ProbeAnswer.read(
            question, query, status: answer.status, body: answer.body)
        else {
          self.ask(question, query, paths.dropFirst(), target, timeout, deadline, on: loop, done)
          return
        }
        if case .passed = outcome, query.path.isEmpty {
          self.known.withLock { $0[target] = base }
        }
        done(outcome)
      }
    }
  }

  private static func sample(_ outcome: ProbeSample.Outcome, _ begun: Int64) -> ProbeSample {
    let now = Clock.boottimeMilliseconds()
    return ProbeSample(outcome, atMs: Int(now), latencyMs: Int(now - begun))
  }
}

extension ProbeSample {
  fileprivate func with(_ outcome: Outcome) -> ProbeSample {
    ProbeSample(outcome, atMs: atMs, latencyMs: latencyMs)
  }
}

extension HeightReading {
  /// A look at a height as decisions take it.
  public init(_ sample: ProbeSample, atUnixMs: Int) {
    let result: Result =
      switch sample.outcome {
      case .passed(.height(let height)): .height(height)
      case .limited: .limited
      default: .failed(reason: sample.outcome.words ?? "unexpected answer")
      }
    self.init(result, atUnixMs: atUnixMs)
  }
}
