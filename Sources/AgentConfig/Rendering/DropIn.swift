/// A generated drop-in of one unit.
public struct DropIn: Hashable, Sendable {
  /// The unit, such as `alphaos.service`.
  public let unit: String
  public let text: String

  public init(unit: String, text: String) {
    self.unit = unit
    self.text = text
  }

  /// Relative to /etc/systemd/system: `alphaos.service.d/50-adnet-agent.conf`.
  public var path: String { "\(unit).d/\(Self.fileName)" }

  public static let fileName = "50-adnet-agent.conf"
}
