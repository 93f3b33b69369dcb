public import AgentCore
import SystemdBus

/// What the door has systemd do.
public protocol UnitOrders {
  func startUnit(_ name: String) throws(Failure) -> UInt32
  func stopUnit(_ name: String) throws(Failure) -> UInt32
  func resetFailed(_ name: String) throws(Failure)
  func enableUnit(_ name: String) throws(Failure)
  func disableUnit(_ name: String) throws(Failure)
  func reload() throws(Failure)
}

extension SystemdBus: UnitOrders {}
