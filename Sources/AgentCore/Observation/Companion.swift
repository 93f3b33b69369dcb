/// What is known of a chain that one process may serve together with another.
public struct Companion: Hashable, Sendable {
  /// Nil when its link names none, or can't be read.
  public var owner: Generation?
  public var operation: Operation?
  public var lastOperation: Operation?

  public init(
    owner: Generation?, operation: Operation? = nil, lastOperation: Operation? = nil
  ) {
    self.owner = owner
    self.operation = operation
    self.lastOperation = lastOperation
  }
}
