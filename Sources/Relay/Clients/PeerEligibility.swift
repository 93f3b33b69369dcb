import NIOHTTP1

/// Which requests a peer may get instead of this host's node.
enum PeerEligibility {
  /// Credentials are for this host's node alone, and what a relay sent us would go round in circles.
  static func mayLeaveHost(_ head: HTTPRequestHead) -> Bool {
    !head.headers.contains(name: "authorization")
      && !head.headers["via"].contains { $0.contains(HeaderRewriting.name) }
  }
}
