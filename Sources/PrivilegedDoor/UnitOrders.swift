public import Basics
public import Systemd

/// The orders that the door gives to systemd.
public protocol UnitOrders {
  func startUnit(_ name: String) throws(Failure) -> UInt32
  func stopUnit(_ name: String) throws(Failure) -> UInt32
  func resetFailed(_ name: String) throws(Failure)
  func enableUnit(_ name: String) throws(Failure)
  func disableUnit(_ name: String) throws(Failure)
  func maskUnit(_ name: String) throws(Failure)
  func unmaskUnit(_ name: String) throws(Failure)
  func reload() throws(Failure)
  /// Whether it has a job, or something of it runs.
  func isBusy(_ name: String) throws(Failure) -> Bool
}

extension SystemdBus: UnitOrders {
  public func isBusy(_ name: String) throws(Failure) -> Bool {
    let state = try unit(name)
    return state.job != nil || (state.activity != .inactive && state.activity != .failed)
  }
}
