import NIOCore

/// The context that all connections of a server share. Lives on the event loop.
final class ServerContext {
  let service: any ControlService
  let incoming: String
  let limits: ServerLimits
  let waiters = OperationWaiters()
  private var connections = 0
  private var readers = 0

  init(service: any ControlService, incoming: String, limits: ServerLimits) {
    self.service = service
    self.incoming = incoming
    self.limits = limits
  }

  /// Whether there is room for one more connection of this caller, which then counts.
  func opened(_ caller: Caller) -> Bool {
    guard connections < limits.connections, caller.mayAct || readers < limits.readers else {
      return false
    }
    connections += 1
    if !caller.mayAct { readers += 1 }
    return true
  }

  func closed(_ caller: Caller) {
    connections -= 1
    if !caller.mayAct { readers -= 1 }
  }
}
