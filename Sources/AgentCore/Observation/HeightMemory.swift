public import Basics

/// The latest answers of a node for its height.
public struct HeightMemory: Hashable, Sendable {
  public private(set) var last: HeightReading?
  /// The answer before `last` that had a height.
  public private(set) var before: HeightReading?

  public init() {}

  public mutating func note(_ reading: HeightReading) {
    if let last, last.height != nil { before = last }
    last = reading
  }
}
