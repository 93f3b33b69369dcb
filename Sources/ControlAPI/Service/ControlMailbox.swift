public import ControlModel
import Synchronization

/// Brings requests to a control loop that is a plain thread: the API's thread puts them in, the
/// loop takes them out when `wake` has told it to.
public final class ControlMailbox: ControlService {
  /// One request, to be answered once.
  public struct Letter: Sendable {
    public let request: ControlRequest
    public let caller: Caller
    public let reply: @Sendable (ControlReply) -> Void
  }

  private let letters = Mutex<[Letter]>([])
  private let wake: @Sendable () -> Void

  /// `wake` is called from the API's thread, once for each letter: write to an eventfd there.
  public init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  public func handle(
    _ request: ControlRequest, from caller: Caller,
    reply: @escaping @Sendable (ControlReply) -> Void
  ) {
    letters.withLock { $0.append(Letter(request: request, caller: caller, reply: reply)) }
    wake()
  }

  /// The letters that have come in, the oldest first.
  public func take() -> [Letter] {
    letters.withLock { letters in
      defer { letters = [] }
      return letters
    }
  }
}
