import Basics
import ControlModel
import NIOCore
import NIOHTTP1

extension Connection {
  func begin(_ context: ChannelHandlerContext, _ head: HTTPRequestHead) {
    guard case .idle = state else { return }
    number += 1
    do throws(Failure) {
      var request = try accept(head)
      let expected = head.headers.first(name: "content-length").flatMap { Int64($0) }
      let limit = request.reader.route.body.limit
      if let expected, expected > limit { throw Self.tooLarge(limit) }
      if case .file = request.reader.route.body {
        request.file = try IncomingFile(in: server.incoming, expected: expected)
      }
      state = .reading(request)
      setTimer(context, seconds: readingSeconds(request))
      if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
      }
    } catch {
      refuse(context, error)
    }
  }

  private func accept(_ head: HTTPRequestHead) throws(Failure) -> Request {
    guard let target = RequestTarget(head.uri) else {
      throw RequestReader.bad("the target is not a path")
    }
    switch RouteTable.match(head.method.rawValue, target.segments) {
    case .none:
      throw Failure(
        .routeUnknown, "cannot find \(head.uri): see /usr/share/doc/adnet-agent/api.md")
    case .otherMethod(let methods):
      let names = methods.map(\.rawValue).joined(separator: ", ")
      throw Failure(
        .methodNotAllowed, "cannot \(head.method.rawValue) \(head.uri): use \(names)")
    case .route(let route, let values):
      guard route.access == .open || caller.mayRead else {
        throw Failure(.notPermitted, "this is not served over TCP")
      }
      guard route.access != .act || caller.mayAct else {
        throw Failure(
          .notPermitted, "only root and members of the group adnet may do this",
          hint: "usermod -aG adnet USER, then log in again")
      }
      let reader = try RequestReader(route: route, values: values, query: target.query)
      try reader.checkHead()
      return Request(reader: reader, keepAlive: head.isKeepAlive)
    }
  }

  func read(_ context: ChannelHandlerContext, _ bytes: ByteBuffer) {
    guard case .reading(var request) = state else { return }
    // Taken out while it changes, or the body would be copied for each part.
    state = .idle
    request.received += bytes.readableBytes
    do throws(Failure) {
      let limit = request.reader.route.body.limit
      guard request.received <= limit else { throw Self.tooLarge(limit) }
      if let file = request.file {
        try file.append(bytes)
        setTimer(context, seconds: readingSeconds(request))
      } else {
        request.body.append(contentsOf: bytes.readableBytesView)
      }
      state = .reading(request)
    } catch {
      request.file?.remove()
      refuse(context, error)
    }
  }

  func end(_ context: ChannelHandlerContext) {
    guard case .reading(let request) = state else { return }
    state = .answering(request)
    setTimer(context, seconds: min(request.reader.route.seconds, server.limits.answerSeconds))
    do throws(Failure) {
      let patience = try request.reader.patience()
      let control = try request.reader.request(body: request.body, file: request.file?.name)
      ask(context, control, patience, file: request.file)
    } catch {
      request.file?.remove()
      answer(context, .failure(error))
    }
  }

  private func readingSeconds(_ request: Request) -> Int64 {
    request.file == nil ? request.reader.route.seconds : server.limits.uploadPauseSeconds
  }

  private static func tooLarge(_ limit: Int) -> Failure {
    Failure(.tooLarge, "cannot read the request: its body is larger than \(limit) bytes")
  }
}
