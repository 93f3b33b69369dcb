import Basics
import NIOHTTP1

extension Failure {
  /// The HTTP status that tells most about it; the exact word is in the body.
  var httpStatus: HTTPResponseStatus {
    switch kind {
    case "no_space": return .insufficientStorage
    case "too_large": return .payloadTooLarge
    case "not_found": return .notFound
    case "method_not_allowed": return .methodNotAllowed
    case "too_slow": return .requestTimeout
    case _ where kind.hasSuffix("_unknown") || kind.hasSuffix("_not_found"): return .notFound
    default: break
    }
    return switch exit {
    case .usage, .invalid: .badRequest
    case .notPermitted: .forbidden
    case .refused, .busy: .conflict
    case .unreachable: .serviceUnavailable
    case .done, .failed, .system: .internalServerError
    }
  }
}
