extension LoadGenerator {
  func begin(_ request: LoadRequest) {
    counts.sent += 1
    open.append(request)
    if settings.mode == .new { return connect(for: request) }
    waiting.append(request)
    serveWaiting()
  }

  private func serveWaiting() {
    // A connection that fails at once comes back here.
    guard !isServing else { return }
    isServing = true
    defer { isServing = false }
    while let request = waiting.first {
      if request.isDone {
        waiting.removeFirst()
      } else if let connection = idle.first {
        idle.removeFirst()
        guard connection.isOpen else { continue }
        waiting.removeFirst()
        connection.send(request, bytes)
      } else if pooled < settings.connections {
        waiting.removeFirst()
        connect(for: request)
      } else {
        return
      }
    }
  }

  private func connect(for request: LoadRequest) {
    do {
      let descriptor = try TCP.connect(settings.address, from: settings.source)
      counts.connects += 1
      pooled += 1
      LoadConnection(self, descriptor).send(request, bytes)
    } catch {
      failed(request, FailureKind(errno: error.errno), nil)
    }
  }

  func answered(
    _ request: LoadRequest, _ response: ResponseReader.Response, _ connection: LoadConnection,
    isReusable: Bool
  ) {
    if settings.mode == .new || !isReusable { drop(connection) } else { idle.append(connection) }
    if response.status != 200 {
      counts.statuses[response.status, default: 0] += 1
      end(request, .badStatus)
    } else if settings.expectsInteger ? Int(response.text) == nil : response.body.isEmpty {
      end(request, .badBody)
    } else {
      request.end()
      counts.succeed(due: request.due, version: response.version)
      next(after: 0)
    }
  }

  func failed(_ request: LoadRequest, _ kind: FailureKind, _ connection: LoadConnection?) {
    if let connection { drop(connection) }
    end(request, kind)
  }

  /// Seen before a request was put on it, as real pools see it: the next one gets a new connection.
  func lostIdle(_ connection: LoadConnection) {
    counts.idleCloses += 1
    drop(connection)
  }

  private func drop(_ connection: LoadConnection) {
    guard connection.isOpen else { return }
    pooled -= 1
    connection.close()
  }

  private func end(_ request: LoadRequest, _ kind: FailureKind) {
    request.end()
    counts.fail(due: request.due, kind)
    next(after: 0.001)
  }

  /// flat: after a failure it pauses, or a closed port would keep it spinning.
  private func next(after pause: Double) {
    if settings.mode == .flat {
      if pause > 0 { loop.after(pause) { [unowned self] in sendNow() } } else { sendNow() }
    } else if settings.mode == .keepalive {
      serveWaiting()
    }
  }
}
