/// What systemd or the bus told us unasked.
public enum BusEvent: Hashable, Sendable {
  /// Something about this watched unit: ask for its state.
  case unitChanged(String)
  /// A job for a watched unit ended: `done`, `canceled`, `timeout`, `failed`, `dependency`,
  /// `skipped`, …
  case jobRemoved(id: UInt32, unit: String, result: String)
  /// systemd starts (true) or has ended (false) reading its files again.
  case reloading(Bool)
  /// Units were enabled or disabled.
  case unitFilesChanged
  /// The bus is lost: make a new `SystemdBus` and look at everything again.
  case disconnected
}
