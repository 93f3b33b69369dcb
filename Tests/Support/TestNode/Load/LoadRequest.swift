/// One request, from when it was due to its end. It is never sent twice.
final class LoadRequest {
  /// Latency and timeout count from here, also when it had to wait for a connection.
  let due: Int64
  private(set) var isDone = false
  var connection: LoadConnection?

  init(due: Int64) { self.due = due }

  func end() {
    isDone = true
    connection = nil
  }
}
