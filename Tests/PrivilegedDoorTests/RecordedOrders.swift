import Basics
import PrivilegedDoor

/// Writes down what systemd would be told; jobs count up from 1.
final class RecordedOrders: UnitOrders {
  private(set) var told: [String] = []
  var refusal: Failure?

  private func tell(_ text: String) throws(Failure) {
    if let refusal { throw refusal }
    told.append(text)
  }

  func startUnit(_ name: String) throws(Failure) -> UInt32 {
    try tell("start \(name)")
    return UInt32(told.count)
  }
  func stopUnit(_ name: String) throws(Failure) -> UInt32 {
    try tell("stop \(name)")
    return UInt32(told.count)
  }
  func resetFailed(_ name: String) throws(Failure) { try tell("reset \(name)") }
  func enableUnit(_ name: String) throws(Failure) { try tell("enable \(name)") }
  func disableUnit(_ name: String) throws(Failure) { try tell("disable \(name)") }
  func maskUnit(_ name: String) throws(Failure) { try tell("mask \(name)") }
  func unmaskUnit(_ name: String) throws(Failure) { try tell("unmask \(name)") }
  func isBusy(_ name: String) throws(Failure) -> Bool { false }
  func reload() throws(Failure) { try tell("reload") }
}
