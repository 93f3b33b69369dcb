public import Basics

extension RunningNodes {
  /// The ports of `start` that a chain of another unit has, each in a clause.
  ///
  /// - Parameter has: whether that chain has its ports now, or is stopped.
  public func conflicts(
    of chain: ChainName, _ start: NodeStart, unit: String, has: (ChainName) -> Bool
  ) -> [String] {
    nodes.sorted { $0.key < $1.key }.filter {
      $0.key != chain && $0.value.unit != unit && has($0.key)
    }
    .flatMap { other, node in
      start.ports(of: chain).flatMap { port in
        node.start.ports(of: other).filter { $0.clashes(with: port) }.map {
          "port \(port.port) (\(port.role)) is chain \(other)'s (\($0.role)) as long as it isn't stopped"
        }
      }
    }
  }
}

extension PortConfiguration {
  /// Whether two listeners can't have these ports at the same time.
  func clashes(with other: PortConfiguration) -> Bool {
    guard port == other.port, let mine = IPAddress(address), let others = IPAddress(other.address)
    else { return false }
    return mine.clashes(with: others)
  }
}
