public import Basics
import CSystemd

extension SystemdBus {
  /// Also of a unit that isn't loaded or doesn't exist: then `load` says so.
  public func unit(_ name: String) throws(Failure) -> UnitState {
    let reading = UnitReading(name)
    try read("Unit", into: reading)
    if name.hasSuffix(".service") { try read("Service", into: reading) }
    if name.hasSuffix(".socket") {
      reading.state.socket = UnitState.Socket()
      try read("Socket", into: reading)
    }
    return reading.finished
  }

  private func read(_ interface: String, into reading: UnitReading) throws(Failure) {
    let name = reading.state.name
    try call("ask systemd about \(name)", unit: name) { error in
      adnet_bus_properties(
        bus, name, interface,
        { context, property, text, number in
          guard let context, let property else { return }
          Unmanaged<UnitReading>.fromOpaque(context).takeUnretainedValue()
            .take(String(cString: property), text.map { String(cString: $0) } ?? "", number)
        }, Unmanaged.passUnretained(reading).toOpaque(), &error)
    }
  }

  /// The job that does it; its end comes as `.jobRemoved`. The unit may change later than this
  /// returns.
  public func startUnit(_ name: String) throws(Failure) -> UInt32 {
    try job("StartUnit", "start", name)
  }

  public func stopUnit(_ name: String) throws(Failure) -> UInt32 {
    try job("StopUnit", "stop", name)
  }

  private func job(_ method: String, _ verb: String, _ name: String) throws(Failure) -> UInt32 {
    var job: UInt32 = 0
    try call("\(verb) \(name)", unit: name) { adnet_bus_job(bus, method, name, &job, &$0) }
    return job
  }

  /// A unit that isn't loaded has nothing to reset.
  public func resetFailed(_ name: String) throws(Failure) {
    do throws(Failure) {
      try call("reset \(name)", unit: name) { adnet_bus_reset_failed(bus, name, &$0) }
    } catch  where error.kind == .unitNotFound {}
  }

  /// From the next boot on; call `reload` after it.
  public func enableUnit(_ name: String) throws(Failure) {
    try call("enable \(name)", unit: name) { adnet_bus_enable(bus, name, &$0) }
  }

  public func disableUnit(_ name: String) throws(Failure) {
    try call("disable \(name)", unit: name) { adnet_bus_disable(bus, name, &$0) }
  }

  /// Nothing starts it then, by hand or at boot; what runs goes on. Call `reload` after it.
  public func maskUnit(_ name: String) throws(Failure) {
    try call("mask \(name)", unit: name) { adnet_bus_mask(bus, name, &$0) }
  }

  public func unmaskUnit(_ name: String) throws(Failure) {
    try call("unmask \(name)", unit: name) { adnet_bus_unmask(bus, name, &$0) }
  }

  /// systemd reads all unit files again. It starts and stops nothing, and answers nobody meanwhile.
  public func reload() throws(Failure) {
    try call("reload systemd") { adnet_bus_reload(bus, 90_000_000, &$0) }
  }
}
