/// What one attempt to open a TCP connection gave.
///
/// On a held port it says nothing about the node: the kernel answers for it.
public enum ProbeResult: Hashable, Codable, Sendable {
  case accepted
  /// Nobody listens there.
  case refused
  case failed(reason: String)
}
