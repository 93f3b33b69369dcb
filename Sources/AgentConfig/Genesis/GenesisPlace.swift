/// Where something stands.
public struct GenesisPlace: Hashable, Comparable, Sendable {
  /// The file or the option; empty in the one file that is checked.
  public let source: String
  /// From 1; of an option, which of its kind.
  public let line: Int
  public let column: Int

  public init(source: String = "", line: Int, column: Int = 1) {
    self.source = source
    self.line = line
    self.column = column
  }

  public static func < (a: GenesisPlace, b: GenesisPlace) -> Bool {
    (a.source, a.line, a.column) < (b.source, b.line, b.column)
  }

  /// As another place refers to it.
  var words: String { source.hasPrefix("--") ? "\(source) \(line)" : "line \(line)" }
}
