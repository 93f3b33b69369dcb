import ControlModel
import NIOCore

/// The requests that wait for an operation's next change. Lives on the event loop.
final class OperationWaiters {
  private struct Waiter {
    let operation: String
    let after: Int
    let answer: (OperationDocument) -> Void
    let timeout: Scheduled<Void>
  }

  private var waiters: [Int: Waiter] = [:]
  private var next = 0

  /// Answers with the next change, or with `current` when the time is over.
  func wait(
    for current: OperationDocument, _ patience: RequestReader.Patience, on loop: any EventLoop,
    answer: @escaping (OperationDocument) -> Void
  ) {
    next += 1
    let token = next
    let timeout = loop.assumeIsolated().scheduleTask(in: .seconds(patience.seconds)) {
      guard let waiter = self.waiters.removeValue(forKey: token) else { return }
      waiter.answer(current)
    }
    waiters[token] = Waiter(
      operation: current.id, after: patience.after, answer: answer, timeout: timeout)
  }

  func publish(_ operation: OperationDocument) {
    for (token, waiter) in waiters
    where waiter.operation == operation.id && waiter.after < operation.seq {
      waiters[token] = nil
      waiter.timeout.cancel()
      waiter.answer(operation)
    }
  }
}
