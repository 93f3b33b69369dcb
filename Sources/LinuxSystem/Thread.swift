public import Basics
import CLinux
import Glibc

/// A thread for the rare call that blocks for long. It must be joined.
public struct Thread: ~Copyable, Sendable {
  private let handle: pthread_t

  /// At most 15 bytes of the name are shown by the host.
  public static func start(
    name: String, _ body: @escaping @Sendable () -> Void
  ) throws(Failure) -> Thread {
    let box = Unmanaged.passRetained(Body(name: String(name.prefix(15)), run: body))
    var handle = pthread_t()
    let result = pthread_create(
      &handle, nil,
      { argument in
        guard let argument else { return nil }
        let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
        adnet_name_thread(body.name)
        body.run()
        return nil
      }, box.toOpaque())
    guard result == 0 else {
      box.release()
      throw Failure(cannot: "start a thread", errno: result)
    }
    return Thread(handle: handle)
  }

  /// Waits for its end.
  public consuming func join() { pthread_join(handle, nil) }

  /// Lets it end by itself.
  public consuming func detach() { pthread_detach(handle) }

  private final class Body: Sendable {
    let name: String
    let run: @Sendable () -> Void
    init(name: String, run: @escaping @Sendable () -> Void) {
      self.name = name
      self.run = run
    }
  }
}
