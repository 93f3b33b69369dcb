public import Basics
import LinuxSystem
import Systemd

/// The unit that carries an import out, whoever has asked for it and is still there.
public struct ImportUnit {
  public enum State: Sendable {
    case running
    /// A unit whose last try failed; systemd starts it again.
    case waiting
    case ended
  }

  private let name: String
  private let bus: SystemdBus

  public init(_ chain: ChainName) throws(Failure) {
    name = "adnet-import@\(chain).service"
    bus = try SystemdBus()
  }

  public func state() throws(Failure) -> State {
    let state = try bus.unit(name)
    if state.sub == "auto-restart" { return .waiting }
    // Ordered, and not begun.
    if state.job != nil { return .running }
    return state.activity == .inactive || state.activity == .failed ? .ended : .running
  }

  /// Now, and at each boot until it is over.
  public func start() throws(Failure) {
    try bus.enableUnit(name)
    try bus.reload()
    try bus.resetFailed(name)
    _ = try bus.startUnit(name)
  }

  /// Wherever it is: what is cut off can be gone on with.
  public func stop() throws(Failure) {
    _ = try bus.stopUnit(name)
    let deadline = Deadline(milliseconds: 30_000)
    while try state() != .ended {
      guard !deadline.isOver else {
        throw Failure(
          .importBusy, "cannot stop \(name)", hint: "systemctl status \(name)")
      }
      Clock.sleep(milliseconds: 50)
    }
  }

  /// Not at the next boot any more.
  public func settle() throws(Failure) {
    try bus.disableUnit(name)
    try bus.reload()
  }
}
