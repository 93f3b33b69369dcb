/// A TCP address as it is written: `0.0.0.0:3030` or `[::]:3030`.
public enum Endpoint {
  public static func text(_ address: String, _ port: some BinaryInteger) -> String {
    address.utf8.contains(UInt8(ascii: ":")) ? "[\(address)]:\(port)" : "\(address):\(port)"
  }
}
