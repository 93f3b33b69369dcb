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
        node.start.ports(of: other).filter { $0.collides(with: port) }.map {
          "port \(port.port) (\(port.role)) is chain \(other)'s (\($0.role)) as long as it isn't stopped"
        }
      }
    }
  }
}

extension PortConfiguration {
  /// Whether both would get connections to one address.
  func collides(with other: PortConfiguration) -> Bool {
    let wildcards = ["0.0.0.0", "::"]
    return port == other.port
      && (address == other.address || wildcards.contains(address)
        || wildcards.contains(other.address))
  }
}
