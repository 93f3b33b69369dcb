import AgentCore
import LinuxSystem
import NIOCore
import NIOHTTP1
import NIOPosix

/// Why a probe has no answer.
enum ProbeProblem: Error {
  case timeout, tooLarge, cutShort

  /// For a person, short: it stands in a table.
  static func words(_ error: any Error, _ timeoutMilliseconds: Int64) -> String {
    switch error {
    case ProbeProblem.timeout, ChannelError.connectTimeout:
      return "no answer within \(timeoutMilliseconds) ms"
    case ProbeProblem.tooLarge: return "the answer is larger than \(HTTPGet.bodyLimit) bytes"
    case ProbeProblem.cutShort: return "the connection was closed without a whole answer"
    case is HTTPParserError: return "the answer isn't HTTP"
    default:
      guard let number = number(of: error) else { return "\(error)" }
      return "cannot connect: \(Failure.words(errno: number))"
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
