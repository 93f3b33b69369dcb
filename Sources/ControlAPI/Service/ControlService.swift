public import ControlModel

/// The daemon, as the API sees it.
///
/// `handle` is called on the API's event-loop thread and returns at once. The answer may come from
/// any thread, once; one that comes after the route's time limit is dropped. Reading requests must
/// not wait for anything.
public protocol ControlService: Sendable {
  func handle(
    _ request: ControlRequest, from caller: Caller,
    reply: @escaping @Sendable (ControlReply) -> Void)
}
