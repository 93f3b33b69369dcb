/// The requirements on a server, by the number of its nodes.
public struct ServerProfile: Hashable, Sendable {
  public let name: String
  public let processors: Int
  public let memoryBytes: Int
  public let diskBytes: Int
  /// Megabits a second, both ways.
  public let linkMegabits = 100
  public let swapBytes = 16 << 30

  /// Two nodes, alphaos and deltaos.
  public static let separate = ServerProfile(
    name: "two nodes", processors: 8, memoryBytes: 32_000_000_000, diskBytes: 500_000_000_000)
  /// One unified node.
  public static let unified = ServerProfile(
    name: "unified", processors: 16, memoryBytes: 64_000_000_000, diskBytes: 1_000_000_000_000)

  /// A server that is sold with 32 GB has some percent less for use: firmware and the kernel.
  func hasMemory(_ bytes: Int) -> Bool { bytes >= memoryBytes / 100 * 94 }
}
