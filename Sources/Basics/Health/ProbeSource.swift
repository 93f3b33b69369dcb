/// The loopback address our own probes come from.
///
/// Nodes rate-limit by peer address, so probes have a bucket of their own; and while clients are
/// diverted to the relay, the reuseport program lets this one source through to the node.
public enum ProbeSource {
  public static let address = "127.66.0.1"
  /// The same, in host byte order.
  public static let word: UInt32 = 127 << 24 | 66 << 16 | 1
}
