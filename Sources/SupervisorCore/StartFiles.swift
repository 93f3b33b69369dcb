/// The settings that the current generations of a node's chains start it with: one text for all of
/// them, or none where the generations are older than such files.
public enum StartFiles: Equatable, Sendable {
  /// Of all chains so far; nil: they have none.
  case agreed(Text?)
  /// A sentence for the operator.
  case invalid(Text)

  /// - Parameters:
  ///   - file: what the chain's generation has; nil when it has none.
  ///   - index: the chain's place in `chains`, those of the node.
  public mutating func add(_ file: Text?, of index: Int, in chains: [Text]) {
    guard case .agreed(let others) = self else { return }
    self =
      index == 0 || others == file
      ? .agreed(file)
      : .invalid("chains \(chains[0]) and \(chains[index]) name different settings")
  }
}
