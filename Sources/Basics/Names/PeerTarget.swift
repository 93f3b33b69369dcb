/// The address of a configured peer's REST.
public struct PeerTarget: Hashable, Sendable {
  public let url: String
  public let host: String
  public let port: Int
  /// The part of its URL in front of every path.
  public let prefix: String

  /// Of `http://host:port/prefix`, as the configuration takes them; IPv6 in brackets.
  public init?(_ url: String) {
    guard url.hasPrefix("http://") else { return nil }
    self.url = url
    let rest = url.dropFirst("http://".count)
    let authority = rest.prefix { $0 != "/" }
    prefix = String(rest.dropFirst(authority.count))
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      host = String(authority[authority.index(after: authority.startIndex)..<end])
      let tail = authority[authority.index(after: end)...]
      guard let port = tail.isEmpty ? 80 : Int(tail.dropFirst()) else { return nil }
      self.port = port
    } else {
      let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count <= 2, let port = parts.count == 2 ? Int(parts[1]) : 80 else { return nil }
      host = String(parts[0])
      self.port = port
    }
    guard !host.isEmpty, (1...65_535).contains(port) else { return nil }
  }

  public func basePaths(_ paths: [String]) -> [String] { paths.map { prefix + $0 } }

  /// As in a Host header.
  public var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
