/// What an earlier generation was started with, as far as it can be taken once more.
public struct KeptSettings: Hashable, Sendable {
  /// Of the generation: another unit has other words, and may serve other chains.
  public let unit: String
  /// The words themselves: a process of several chains has to be given the same for each.
  public let text: String

  public init(unit: String, text: String) {
    self.unit = unit
    self.text = text
  }
}
