/// The settings of an earlier generation, as far as they can be taken once more.
public struct KeptSettings: Hashable, Sendable {
  /// The unit of the generation: another unit has other words, and may serve other chains.
  public let unit: String
  /// The words themselves: a process of several chains has to be given the same for each.
  public let text: String

  public init(unit: String, text: String) {
    self.unit = unit
    self.text = text
  }
}
