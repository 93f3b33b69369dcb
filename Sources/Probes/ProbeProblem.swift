import Basics
import Glibc
import Health
import LinuxSystem
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// The reason why a probe has no answer.
enum ProbeProblem: Error {
  case timeout, tooLarge, cutShort
  /// A relay has answered: the node behind it is away.
  case relayed
  /// An answer that isn't one.
  case wrong(String)

  /// The outcome that an error of a probe stands for.
  static func outcome(_ error: any Error, _ timeoutMilliseconds: Int64) -> ProbeSample.Outcome {
    switch error {
    case ProbeProblem.timeout, ChannelError.connectTimeout:
      return .silent("no answer within \(timeoutMilliseconds) ms")
    case ProbeProblem.tooLarge: return .wrong("the answer is too large")
    case ProbeProblem.cutShort: return .silent("the connection was closed without a whole answer")
    case ProbeProblem.wrong(let why): return .wrong(why)
    // As sure as a refusal, and as soon.
    case ProbeProblem.relayed: return .refused
    case HTTPParserError.invalidEOFState: return outcome(ProbeProblem.cutShort, timeoutMilliseconds)
    case is HTTPParserError: return .wrong("the answer isn't HTTP")
    case is NIOWebSocketError: return .wrong("not a WebSocket connection")
    default:
      guard let number = number(of: error) else { return .silent("\(error)") }
      if number == ECONNREFUSED { return .refused }
      return .silent("cannot connect: \(Failure.words(errno: number))")
    }
  }

  /// The errno inside, if there is one.
  static func number(of error: any Error) -> CInt? {
    switch error {
    case let error as IOError: error.errnoCode
    case let error as NIOConnectionError:
      error.connectionErrors.lazy.compactMap { number(of: $0.error) }.first
    default: nil
    }
  }
}
