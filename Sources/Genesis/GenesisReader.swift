import Quorum
import TextTree

/// Takes a genesis out of a text. What can't be taken is told with its line, and the rest is read on.
///
/// The form is the owner's (docs/genesis.md): `validators` with `address`, `stake`, `public_key` and
/// perhaps `host`; `bootstrap_peers`; `network_ports`. All of it may stand below `genesis_config`.
public struct GenesisReader: Sendable {
  public private(set) var genesis = Genesis()
  public private(set) var findings: [GenesisFinding] = []

  public init(_ text: String, format: GenesisFormat) {
    let root: TextNode
    do { root = try format.parse(text) } catch {
      findings = [GenesisFinding(.error, line: error.line, "the text can't be read: \(error.text)")]
      return
    }
    guard case .table = root.value else {
      fail(root, "the text is \(root.kind), not a table with validators")
      return
    }
    let inner = root.member("genesis_config")
    readValidators(inner?.member("validators") ?? root.member("validators"), root)
    readPeers(inner?.member("bootstrap_peers") ?? root.member("bootstrap_peers"))
    readPorts(inner?.member("network_ports") ?? root.member("network_ports"))
  }

  // MARK: Validators

  private mutating func readValidators(_ node: TextNode?, _ root: TextNode) {
    guard let node else {
      return fail(
        root, "it has no validators", hint: "validators: a list of address, stake, public_key")
    }
    guard case .array(let elements) = node.value else {
      return fail(node, "validators is \(node.kind), not a list")
    }
    for element in elements {
      guard case .table(let members) = element.value else {
        fail(element, "a validator is \(element.kind), not a table")
        continue
      }
      for member in members where !Self.validatorKeys.contains(member.key) {
        fail(
          member.node, "\(member.key) is no key of a validator",
          hint: "known: \(Self.validatorKeys.joined(separator: ", "))")
      }
      guard let address = address(element), let stake = stake(element) else { continue }
      genesis.validators.append(
        Genesis.Validator(
          address: address, stake: stake, publicKey: text(element, "public_key") ?? "",
          host: text(element, "host"), line: element.line))
    }
  }

  private static let validatorKeys = ["address", "stake", "public_key", "host"]

  private mutating func address(_ validator: TextNode) -> String? {
    guard let address = text(validator, "address") else {
      if validator.member("address") == nil { fail(validator, "a validator has no address") }
      return nil
    }
    guard Committee.isAddress(address) else {
      fail(validator.member("address") ?? validator, "\(address.debugDescription) is no address")
      return nil
    }
    return address
  }

  /// Also in quotes, since JSON of others can't have it otherwise.
  private mutating func stake(_ validator: TextNode) -> UInt64? {
    guard let node = validator.member("stake") else {
      fail(validator, "a validator has no stake")
      return nil
    }
    let stake: UInt64?
    switch node.value {
    case .integer(let number): stake = UInt64(exactly: number)
    case .string(let text): stake = UInt64(text)
    case .table, .array, .boolean, .float, .date, .null: stake = nil
    }
    guard let stake, stake > 0 else {
      fail(node, "a stake has to be a whole number above 0")
      return nil
    }
    return stake
  }

  /// A text member; nil when it isn't there, and told when it is something else.
  private mutating func text(_ table: TextNode, _ key: String) -> String? {
    guard let node = table.member(key) else { return nil }
    guard case .string(let text) = node.value else {
      fail(node, "\(key) is \(node.kind), not a text")
      return nil
    }
    return text
  }

  // MARK: Peers and ports

  private mutating func readPeers(_ node: TextNode?) {
    guard let node else { return }
    guard case .array(let elements) = node.value else {
      return fail(node, "bootstrap_peers is \(node.kind), not a list")
    }
    for element in elements {
      guard case .string(let text) = element.value, let peer = Self.peer(text, element.line) else {
        fail(element, "a bootstrap peer has to be host:port")
        continue
      }
      genesis.bootstrapPeers.append(peer)
    }
  }

  private static func peer(_ text: String, _ line: Int) -> Genesis.Peer? {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (1...65_535).contains(port)
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty, !host.contains(where: \.isWhitespace), !host.contains("/") else {
      return nil
    }
    return Genesis.Peer(host: String(host), port: port, line: line)
  }

  private mutating func readPorts(_ node: TextNode?) {
    guard let node else { return }
    guard case .table(let members) = node.value else {
      return fail(node, "network_ports is \(node.kind), not a table")
    }
    for member in members {
      // Ranges, as of metrics, are of no port in particular.
      let bounds = member.key.split(separator: "-").map { Int($0) }
      guard bounds.allSatisfy({ $0.map((1...65_535).contains) == true }),
        (1...2).contains(bounds.count), case .string(let use) = member.node.value
      else {
        fail(member.node, "network_ports has lines such as 3030: alpha_rpc_tcp_public")
        continue
      }
      if bounds.count == 1, let port = bounds[0] {
        genesis.ports.append(Genesis.Port(port: port, use: use, line: member.node.line))
      }
    }
  }

  private mutating func fail(_ node: TextNode, _ text: String, hint: String? = nil) {
    findings.append(GenesisFinding(.error, line: node.line, text, hint: hint))
  }
}
