/// A part of the host that may not be ours to look after.
public enum HostPart<Value: Hashable & Sendable>: Hashable, Sendable {
  case ours(Value)
  /// Why, as the end of a sentence: "this is a container".
  case notOurs(String)

  public var value: Value? {
    if case .ours(let value) = self { value } else { nil }
  }
}
