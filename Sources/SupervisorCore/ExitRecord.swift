/// The way in which the node ended.
public struct ExitRecord: Equatable, Sendable {
  public enum Kind: Sendable {
    /// No node has ended, as far as is known.
    case none
    case code, signal
    /// The node has ended, and nobody saw how: its supervisor had died before.
    case unobserved

    init(_ text: Text) {
      self =
        text == "code"
        ? .code : text == "signal" ? .signal : text == "unobserved" ? .unobserved : .none
    }

    var text: StaticString {
      switch self {
      case .none: "none"
      case .code: "code"
      case .signal: "signal"
      case .unobserved: "unobserved"
      }
    }
  }

  public var kind = Kind.none
  /// The exit code, or the signal's number.
  public var value: Int64 = 0
  /// We had been asked to stop it.
  public var ordered = false
  /// We had to kill it.
  public var killed = false
  /// Milliseconds since boot, and since 1970.
  public var boottime: Int64 = 0
  public var unix: Int64 = 0

  public init() {}

  public init(unobserved: ()) { kind = .unobserved }

  /// Whether the node ended by itself and without an error, whoever asked for it: it has saved what
  /// it saves.
  public var saved: Bool { kind == .code && value == 0 && !killed }

  /// The node wrote what it writes on a graceful stop: it ended on our order, by itself, with 0.
  public var clean: Bool { kind == .code && value == 0 && ordered && !killed }
}
