import AgentCore

/// The values of a form, each from its text. The readers of forms and of lists share them, so that a
/// form that is written can be read.
enum GenesisValue {
  /// As the nodes take it: bech32m of 32 bytes with the chain's prefix, in lowercase. Whether the
  /// bytes are a point of the curve isn't looked at.
  static func address(_ text: String, prefix: String?) throws(GenesisComplaint) -> String {
    guard !GenesisQuote.isSecret(text) else {
      throw GenesisComplaint(
        "the address is a secret key", hint: "remove it from this file, and treat it as known")
    }
    let shown = "address \(GenesisQuote.text(text))"
    let decoded: Bech32m.Decoded
    do { decoded = try Bech32m.decode(text) } catch {
      switch error {
      case .malformed: throw GenesisComplaint("\(shown) is not an address", hint: form(prefix))
      case .character(let place):
        throw GenesisComplaint(
          "\(shown) is not an address: character \(place) is not allowed", hint: form(prefix))
      case .checksum(let suspect):
        throw GenesisComplaint(
          "\(shown) has a wrong checksum", hint: suspect.map { "check character \($0)" })
      }
    }
    if let prefix, decoded.prefix != prefix {
      throw GenesisComplaint(
        "\(shown) begins with \(decoded.prefix)1, not \(prefix)1",
        hint: "--prefix \(decoded.prefix) for a network with such addresses")
    }
    // 52 groups of five bits: 32 bytes, and four bits that must be 0.
    guard decoded.data.count == 52, let last = decoded.data.last, last & 0xf == 0 else {
      throw GenesisComplaint("\(shown) does not hold 32 bytes", hint: form(prefix))
    }
    guard !text.utf8.contains(where: { (0x41...0x5a).contains($0) }) else {
      throw GenesisComplaint("\(shown) is in capital letters", hint: "write it in lowercase")
    }
    return text
  }

  private static func form(_ prefix: String?) -> String {
    let prefix = prefix ?? "aleo"
    return "an address has \(prefix.utf8.count + 59) characters and begins with \(prefix)1"
  }

  static func stake(_ text: String) throws(GenesisComplaint) -> UInt64 {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let stake = UInt64(text), stake > 0
    else { throw wrongStake(GenesisQuote.text(text)) }
    return stake
  }

  static func wrongStake(_ shown: String) -> GenesisComplaint {
    GenesisComplaint("stake \(shown) is not a whole number from 1 to \(UInt64.max)")
  }

  /// In the one spelling of RFC 5952.
  static func host(_ text: String) throws(GenesisComplaint) -> String {
    guard let address = IPAddress(text) else {
      throw GenesisComplaint(
        "host \(GenesisQuote.text(text)) is not an IP address",
        hint: "names aren't resolved: write 192.0.2.1 or 2001:db8::1")
    }
    guard isHost(address) else {
      throw GenesisComplaint("host \(GenesisQuote.text(text)) can't be the address of a host")
    }
    return address.text
  }

  private static func isHost(_ address: IPAddress) -> Bool {
    !address.isWildcard && !address.isMulticast
  }

  /// `IPv4:port` or `[IPv6]:port`, as the nodes' `--peers` takes them.
  static func peer(_ text: String) throws(GenesisComplaint) -> (host: String, port: Int) {
    let shown = "peer \(GenesisQuote.text(text))"
    let hint = "write 192.0.2.1:4130 or [2001:db8::1]:4130"
    guard let colon = text.lastIndex(of: ":") else {
      throw GenesisComplaint("\(shown) has no port", hint: hint)
    }
    var host = text[..<colon]
    let hasBrackets = host.hasPrefix("[") && host.hasSuffix("]")
    if hasBrackets { host = host.dropFirst().dropLast() }
    guard let address = IPAddress(String(host)) else {
      throw GenesisComplaint("\(shown) does not begin with an IP address", hint: hint)
    }
    guard address.isVersion6 == hasBrackets else {
      throw GenesisComplaint(
        address.isVersion6
          ? "\(shown) has an IPv6 address without brackets"
          : "\(shown) has an IPv4 address in brackets", hint: hint)
    }
    guard isHost(address) else {
      throw GenesisComplaint("\(shown) can't be the address of a host")
    }
    let digits = text[text.index(after: colon)...]
    guard let port = port(digits) else {
      throw GenesisComplaint("\(shown) has no port from 1 to 65535", hint: hint)
    }
    return (address.text, port)
  }

  static func port(_ digits: some StringProtocol) -> Int? {
    guard (1...5).contains(digits.utf8.count), !digits.hasPrefix("0"),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
      port <= 65_535
    else { return nil }
    return port
  }

  static func publicKey(_ text: String) throws(GenesisComplaint) -> String {
    guard !GenesisQuote.isSecret(text) else {
      throw GenesisComplaint(
        "public_key is a secret key", hint: "remove it from this file, and treat it as known")
    }
    return text
  }
}
