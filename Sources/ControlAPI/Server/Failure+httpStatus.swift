import Basics
import NIOHTTP1

extension Failure {
  /// The HTTP status that tells most about it; the exact word is in the body.
  var httpStatus: HTTPResponseStatus {
    HTTPResponseStatus(statusCode: kind.httpStatus ?? exit.httpStatus)
  }
}
