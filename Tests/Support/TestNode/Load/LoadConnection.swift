/// A client's connection, with at most one request on it.
final class LoadConnection: EventHandler {
  private unowned let load: LoadGenerator
  private var stream: Stream
  private var reader = ResponseReader()
  private(set) var request: LoadRequest?
  private(set) var isOpen = true

  init(_ load: LoadGenerator, _ descriptor: CInt) {
    self.load = load
    stream = Stream(descriptor)
    load.loop.add(descriptor, self)
  }

  func send(_ request: LoadRequest, _ bytes: [UInt8]) {
    self.request = request
    request.connection = self
    stream.send(bytes)
    // While it connects this only queues the bytes; an error is told by the loop as well.
  }

  func ready() {
    guard isOpen else { return }
    stream.flush()
    // A write may fail while the answer is still to be read.
    stream.fill()
    guard let request else {
      if stream.ended || stream.failure != nil || !stream.input.isEmpty { load.lostIdle(self) }
      return
    }
    if let response = reader.take(from: &stream) {
      self.request = nil
      let isReusable = !response.closes && !stream.ended && stream.failure == nil
      load.answered(request, response, self, isReusable: isReusable)
    } else if let errno = stream.failure {
      load.failed(request, FailureKind(errno: errno), self)
    } else if stream.ended {
      load.failed(request, hasBytes ? .shortBody : .closed, self)
    }
  }

  private var hasBytes: Bool { !stream.input.isEmpty || reader.hasHead }

  func close() {
    guard isOpen else { return }
    isOpen = false
    request = nil
    load.loop.close(stream.descriptor)
  }
}
