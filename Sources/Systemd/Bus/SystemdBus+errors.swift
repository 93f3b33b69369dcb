import Basics
import CSystemd

extension SystemdBus {
  /// Runs one call, and makes of its error what operators and machines understand.
  func call(
    _ act: String, unit: String = "", _ body: (inout adnet_bus_error) -> CInt
  ) throws(Failure) {
    var error = adnet_bus_error()
    let result = body(&error)
    if result >= 0 { return }
    let name = string(of: error.name)
    let reason = name.isEmpty ? string(of: error.text) : "\(string(of: error.text)) (\(name))"
    let kind = Self.kind(of: name)
    if kind == "bus_unreachable" { throw Self.unreachable(reason) }
    throw Failure(kind, "cannot \(act): \(reason)", hint: Self.hint(kind, unit))
  }

  static func unreachable(_ reason: String) -> Failure {
    Failure(
      "bus_unreachable", "cannot talk to systemd: \(reason)",
      hint: "is the D-Bus system bus there? look at: systemctl status dbus.socket")
  }

  /// A stable word for the name of a D-Bus error; an empty name is an error of the bus itself.
  static func kind(of name: String) -> String {
    switch name {
    case "org.freedesktop.systemd1.NoSuchUnit", "org.freedesktop.systemd1.LoadFailed",
      "org.freedesktop.DBus.Error.FileNotFound", "System.Error.ENOENT":
      "unit_not_found"
    case "org.freedesktop.systemd1.UnitMasked": "unit_masked"
    case "org.freedesktop.DBus.Error.AccessDenied",
      "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired",
      "org.freedesktop.DBus.Error.AuthFailed":
      "permission_denied"
    case "", "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NoReply",
      "org.freedesktop.DBus.Error.NoServer", "org.freedesktop.DBus.Error.Disconnected",
      "org.freedesktop.DBus.Error.NameHasNoOwner", "org.freedesktop.DBus.Error.Timeout",
      // What libsystemd calls its own troubles with the connection.
      "System.Error.ENOTCONN", "System.Error.ECONNRESET", "System.Error.EPIPE",
      "System.Error.ETIMEDOUT":
      "bus_unreachable"
    case _ where name.hasPrefix("org.freedesktop.systemd1."): "job_refused"
    default: "bus_error"
    }
  }

  private static func hint(_ kind: String, _ unit: String) -> String? {
    guard !unit.isEmpty else { return nil }
    switch kind {
    case "unit_not_found": return "look at: systemctl cat \(unit)"
    case "unit_masked": return "run: systemctl unmask \(unit)"
    default: return "look at: systemctl status \(unit)"
    }
  }
}
