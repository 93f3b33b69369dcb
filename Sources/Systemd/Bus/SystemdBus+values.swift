public import Basics
import CSystemd

extension SystemdBus {
  /// All properties of a unit's interface, such as `Unit` or `Service`, or without a unit those of
  /// systemd itself (`Manager`): a list as rows, a struct as several values of one row. Times are
  /// microseconds, sizes bytes, without a limit `infinity`.
  public func values(
    of unit: String?, _ interface: String
  ) throws(Failure) -> [String: [[String]]] {
    let reading = ValueReading()
    try call("ask systemd about \(unit ?? "itself")", unit: unit ?? "") { error in
      adnet_bus_values(
        bus, unit, interface,
        { context, name, row, text in
          guard let context, let name else { return }
          Unmanaged<ValueReading>.fromOpaque(context).takeUnretainedValue()
            .take(String(cString: name), Int(row), text.map { String(cString: $0) })
        }, Unmanaged.passUnretained(reading).toOpaque(), &error)
    }
    return reading.values
  }
}

private final class ValueReading {
  var values: [String: [[String]]] = [:]

  func take(_ name: String, _ row: Int, _ text: String?) {
    guard let text else {
      values[name] = []
      return
    }
    var rows = values[name] ?? []
    while rows.count <= row { rows.append([]) }
    rows[row].append(text)
    values[name] = rows
  }
}
