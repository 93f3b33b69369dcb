import Basics
import ControlModel
import NIOHTTP1

/// A reply as HTTP: the status and the JSON.
struct HTTPReply {
  let status: HTTPResponseStatus
  let body: [UInt8]

  init(_ failure: Failure) {
    guard !failure.isNothingToDo else {
      status = .ok
      body = (try? DocumentCoding.encode(NothingDocument(failure))) ?? []
      return
    }
    status = failure.httpStatus
    // An ErrorDocument is two strings, a number and an optional string: it always encodes.
    body = (try? DocumentCoding.encode(ErrorDocument(failure))) ?? []
  }

  init(_ reply: ControlReply, to route: Route) {
    do throws(Failure) {
      switch reply {
      case .status(let document): self = try HTTPReply(.ok, document)
      case .version(let document): self = try HTTPReply(.ok, document)
      case .operations(let document): self = try HTTPReply(.ok, document)
      case .plan(let document): self = try HTTPReply(.ok, document)
      case .migration(let document):
        self = try HTTPReply(route.method == .post ? .accepted : .ok, document)
      case .migrationPlan(let document): self = try HTTPReply(.ok, document)
      case .why(let document): self = try HTTPReply(.ok, document)
      case .committee(let document): self = try HTTPReply(.ok, document)
      case .configuration(let document): self = try HTTPReply(.ok, document)
      case .configurationProblems(let document): self = try HTTPReply(.badRequest, document)
      case .releases(let document):
        self = try HTTPReply(document.changed == true ? .created : .ok, document)
      case .operation(let document):
        self = try HTTPReply(route.method == .post ? .accepted : .ok, document)
      case .host(let document):
        self = try HTTPReply(route.method == .post ? .accepted : .ok, document)
      case .health(let document): self = try HTTPReply(.ok, document)
      case .readiness(let document):
        self = try HTTPReply(document.isReady ? .ok : .serviceUnavailable, document)
      case .failure(let failure): self = HTTPReply(failure)
      }
    } catch {
      self = HTTPReply(error)
    }
  }

  private init(_ status: HTTPResponseStatus, _ document: some Document) throws(Failure) {
    self.status = status
    body = try DocumentCoding.encode(document)
  }
}
