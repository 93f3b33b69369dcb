extension RelayReport {
  /// True when the last probe of each of its sockets went where the route says.
  public var isVerified: Bool { !sockets.isEmpty && sockets.allSatisfy(\.verified) }
}
