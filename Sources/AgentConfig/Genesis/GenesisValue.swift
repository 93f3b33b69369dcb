import Basics
import Quorum

/// The values of a form, each from its text. The readers of forms and of lists share them, so that a
/// form that is written can be read.
enum GenesisValue {
  /// With the chain's prefix; nil when any will do.
  static func address(_ text: String, prefix: String?) throws(GenesisComplaint) -> String {
    guard !SecretKey.isIn(text) else {
      throw GenesisComplaint(
        "the address is a secret key",
        hint: "remove it from this file and replace it: it is no longer secret")
    }
    let shown = "address \(GenesisQuote.text(text))"
    let own: String
    do { own = try ValidatorAddress.prefix(of: text) } catch {
      throw GenesisComplaint(
        "\(shown) \(error.words)", hint: error.hint(prefix: prefix ?? "aleo"))
    }
    guard own == prefix ?? own else {
      throw GenesisComplaint(
        "\(shown) begins with \(own)1, not \(prefix ?? own)1",
        hint: "--prefix \(own) for a network with such addresses")
    }
    return text
  }

  static func stake(_ text: String) throws(GenesisComplaint) -> UInt64 {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let stake = UInt64(text), stake > 0
    else { throw wrongStake(GenesisQuote.text(text)) }
    // Some readers of YAML take it for an octal number.
    guard !text.hasPrefix("0") else {
      throw GenesisComplaint(
        "stake \(GenesisQuote.text(text)) begins with 0", hint: "write \(stake)")
    }
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
    guard !SecretKey.isIn(text) else {
      throw GenesisComplaint(
        "public_key is a secret key",
        hint: "remove it from this file and replace it: it is no longer secret")
    }
    return text
  }
}
