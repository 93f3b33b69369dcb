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
    if kind == .busUnreachable { throw Self.unreachable(reason) }
    throw Failure(kind, "cannot \(act): \(reason)", hint: Self.hint(kind, unit))
  }

  static func unreachable(_ reason: String) -> Failure {
    Failure(
      .busUnreachable, "cannot talk to systemd: \(reason)",
      hint: "check that the D-Bus system bus runs: systemctl status dbus.socket")
  }

  /// A stable word for the name of a D-Bus error; an empty name is an error of the bus itself.
  static func kind(of name: String) -> FailureKind {
    switch name {
    case "org.freedesktop.systemd1.NoSuchUnit", "org.freedesktop.systemd1.LoadFailed",
      "org.freedesktop.DBus.Error.FileNotFound", "System.Error.ENOENT":
      .unitNotFound
    case "org.freedesktop.systemd1.UnitMasked": .unitMasked
    case "org.freedesktop.DBus.Error.AccessDenied",
      "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired",
      "org.freedesktop.DBus.Error.AuthFailed":
      .permissionDenied
    case "", "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NoReply",
      "org.freedesktop.DBus.Error.NoServer", "org.freedesktop.DBus.Error.Disconnected",
      "org.freedesktop.DBus.Error.NameHasNoOwner", "org.freedesktop.DBus.Error.Timeout",
      // What libsystemd calls its own troubles with the connection.
      "System.Error.ENOTCONN", "System.Error.ECONNRESET", "System.Error.EPIPE",
      "System.Error.ETIMEDOUT":
      .busUnreachable
    case _ where name.hasPrefix("org.freedesktop.systemd1."): .jobRefused
    default: .busError
    }
  }

  private static func hint(_ kind: FailureKind, _ unit: String) -> String? {
    guard !unit.isEmpty else { return nil }
    switch kind {
    case .unitNotFound: return "systemctl cat \(unit)"
    case .unitMasked: return "run: systemctl unmask \(unit)"
    default: return "systemctl status \(unit)"
    }
  }
}
