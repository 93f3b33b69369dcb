struct LoadSettings {
  enum Mode: String {
    /// A connection for each request.
    case new
    /// A pool of connections, used at the rate.
    case keepalive
    /// Each connection as fast as it can.
    case flat
  }

  let url: String
  let address: SocketAddress
  let path: String
  let mode: Mode
  let rate: Double
  let duration: Double
  let timeout: Double
  let connections: Int
  let source: SocketAddress?
  let untilFile: String?
  let isJSON: Bool
  /// The answer has to be a bare integer.
  let expectsInteger: Bool

  init(_ arguments: Arguments) throws(Refusal) {
    guard let url = arguments.text("url"), url.hasPrefix("http://") else {
      throw Refusal("usage: \(LoadCommand.usage)", exit: 64)
    }
    self.url = url
    let rest = url.dropFirst("http://".count)
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let host = String(rest[..<slash])
    let isPlain = host.last == "]" || !host.contains(":")
    guard let address = SocketAddress(isPlain ? host + ":80" : host) else {
      throw Refusal("cannot load \(url): the host has to be an address", exit: 64)
    }
    self.address = address
    path = slash == rest.endIndex ? "/" : String(rest[slash...])
    mode = try arguments.value("mode") { Mode(rawValue: $0) } ?? .new
    rate = max(0.01, try arguments.seconds("rate") ?? 100)
    untilFile = arguments.text("until-file")
    duration = try arguments.seconds("duration") ?? (untilFile == nil ? 10 : 86400)
    timeout = max(0.001, try arguments.seconds("timeout") ?? 10)
    connections = max(1, try arguments.integer("connections") ?? 16)
    source = try arguments.value("source") { SocketAddress(host: $0, port: 0) }
    isJSON = arguments.has("json")
    expectsInteger =
      try arguments.value("expect") { ["integer", "any"].firstIndex(of: $0) == 0 }
      ?? path.hasSuffix("/height/latest")
  }

  var request: [UInt8] {
    let closing = mode == .new ? "connection: close\r\n" : ""
    return Array(
      "GET \(path) HTTP/1.1\r\nhost: \(address)\r\nuser-agent: adnet-testnode\r\n\(closing)\r\n"
        .utf8)
  }
}
