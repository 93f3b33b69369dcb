/// Takes a genesis out of a form. What can't be taken is told with its place, and the rest is read on.
///
/// The form is the owner's (docs/genesis.md): `validators` with `address`, `stake`, `public_key` and
/// perhaps `host`; `bootstrap_peers`; `network_ports`. All of it may stand below `genesis_config`.
public struct GenesisReader: Sendable {
  public private(set) var genesis = Genesis()
  public private(set) var findings: [GenesisFinding] = []
  private let prefix: String?

  /// - Parameter prefix: of the network's addresses; nil when any will do.
  public init(_ text: String, format: GenesisFormat, prefix: String? = "aleo") {
    self.prefix = prefix
    let root: TextNode
    do { root = try format.parse(text) } catch {
      fail(
        GenesisPlace(line: error.line, column: error.column),
        "not \(format.rawValue.uppercased()): \(error.text)")
      return
    }
    guard case .table = root.value else {
      fail(root, "the text is \(root.kind), not a table with validators")
      return
    }
    let inner = root.member("genesis_config")
    checkKeys(root, GenesisKeys.root)
    if let inner {
      if case .table = inner.value {
        checkKeys(inner, GenesisKeys.inner)
      } else {
        fail(inner, "genesis_config is \(inner.kind), not a table")
      }
    }
    readValidators(section("validators", root, inner), root)
    // What is wrong below says nothing about the validators.
    let hasAllValidators = genesis.hasAllValidators
    readPeers(section("bootstrap_peers", root, inner))
    readPorts(section("network_ports", root, inner))
    genesis.hasAllValidators = hasAllValidators
  }

  private mutating func section(_ key: String, _ root: TextNode, _ inner: TextNode?) -> TextNode? {
    guard let first = inner?.member(key) else { return root.member(key) }
    if let second = root.member(key) { fail(second, "\(key) is also in genesis_config") }
    return first
  }

  private mutating func checkKeys(_ table: TextNode, _ known: [String]) {
    guard case .table(let members) = table.value else { return }
    for member in members where !known.contains(member.key) {
      let shown = "key \(GenesisQuote.text(member.key))"
      if let meant = GenesisKeys.meant(member.key, known) {
        fail(place(member), "\(shown) is unknown", hint: "write \(meant)")
      } else {
        findings.append(
          GenesisFinding(.warning, place(member), "\(shown) is unknown and ignored"))
      }
    }
  }

  // MARK: Validators

  private mutating func readValidators(_ node: TextNode?, _ root: TextNode) {
    guard let node else {
      return fail(
        root, "no validators", hint: "validators: a list of address, stake, public_key")
    }
    guard case .array(let elements) = node.value else {
      return fail(node, "validators is \(node.kind), not a list")
    }
    guard !elements.isEmpty else {
      return fail(
        node, "no validators", hint: "four validators of equal stake tolerate one failure")
    }
    for (index, element) in elements.enumerated() {
      if let validator = validator(element, index + 1) { genesis.validators.append(validator) }
    }
  }

  private mutating func validator(_ element: TextNode, _ number: Int) -> Genesis.Validator? {
    guard case .table(let members) = element.value else {
      fail(element, "validator \(number) is \(element.kind), not a table", validator: number)
      return nil
    }
    let label = GenesisKeys.label(number, element)
    for member in members where !GenesisKeys.validator.contains(member.key) {
      fail(
        place(member), "\(label): key \(GenesisQuote.text(member.key)) is unknown",
        hint: GenesisKeys.meant(member.key, GenesisKeys.validator).map { "write \($0)" }
          ?? "known: \(GenesisKeys.validator.joined(separator: ", "))", validator: number)
    }
    let prefix = prefix
    let address = take(element, "address", number, label) { text throws(GenesisComplaint) in
      try GenesisValue.address(text, prefix: prefix)
    }
    let stake = stake(element, number, label)
    let publicKey = take(element, "public_key", number, label, GenesisValue.publicKey)
    let host = take(element, "host", number, label, GenesisValue.host)
    for (key, value) in [("address", address == nil), ("stake", stake == nil)]
    where value && element.member(key) == nil {
      fail(element, "\(label) has no \(key)", validator: number)
    }
    guard let address, let stake else { return nil }
    return Genesis.Validator(
      number: number, address: address, stake: stake, publicKey: publicKey ?? "", host: host,
      place: place(element))
  }

  /// Also in quotes, since JSON and TOML of others can't have all of 64 bits otherwise.
  private mutating func stake(_ validator: TextNode, _ number: Int, _ label: String) -> UInt64? {
    guard let node = validator.member("stake") else { return nil }
    do throws(GenesisComplaint) {
      switch node.value {
      case .integer(let value):
        guard value > 0 else { throw GenesisValue.wrongStake("\(value)") }
        return UInt64(value)
      case .string(let text): return try GenesisValue.stake(text)
      case .float(let text): throw GenesisValue.wrongStake(String(text.prefix(40)))
      case .table, .array, .boolean, .date, .null:
        throw GenesisComplaint("stake is \(node.kind), not a whole number from 1 to \(UInt64.max)")
      }
    } catch {
      fail(node, "\(label): \(error.text)", hint: error.hint, validator: number)
      return nil
    }
  }

  /// A text member; nil when it isn't there, or told when it is wrong.
  private mutating func take(
    _ table: TextNode, _ key: String, _ number: Int, _ label: String,
    _ rule: (String) throws(GenesisComplaint) -> String
  ) -> String? {
    guard let node = table.member(key) else { return nil }
    do throws(GenesisComplaint) {
      guard case .string(let text) = node.value else {
        throw GenesisComplaint("\(key) is \(node.kind), not a string")
      }
      return try rule(text)
    } catch {
      fail(node, "\(label): \(error.text)", hint: error.hint, validator: number)
      return nil
    }
  }

  // MARK: Peers and ports

  private mutating func readPeers(_ node: TextNode?) {
    guard let node else { return }
    guard case .array(let elements) = node.value else {
      return fail(node, "bootstrap_peers is \(node.kind), not a list")
    }
    for (index, element) in elements.enumerated() {
      do throws(GenesisComplaint) {
        guard case .string(let text) = element.value else {
          throw GenesisComplaint("peer \(index + 1) is \(element.kind), not a string")
        }
        let peer = try GenesisValue.peer(text)
        genesis.bootstrapPeers.append(
          Genesis.Peer(host: peer.host, port: peer.port, place: place(element)))
      } catch { fail(element, "bootstrap \(error.text)", hint: error.hint) }
    }
  }

  private mutating func readPorts(_ node: TextNode?) {
    guard let node else { return }
    guard case .table(let members) = node.value else {
      return fail(node, "network_ports is \(node.kind), not a table")
    }
    for member in members {
      // Ranges, as of metrics, are of no port in particular.
      let bounds = member.key.split(separator: "-", omittingEmptySubsequences: false)
        .compactMap { GenesisValue.port($0) }
      let count = member.key.count { $0 == "-" } + 1
      guard bounds.count == count, count <= 2, bounds[0] <= bounds[count - 1],
        case .string(let use) = member.node.value
      else {
        fail(
          place(member),
          "network_ports: \(GenesisQuote.text(member.key)) is not a port with its use",
          hint: "write 3030: alpha_rpc_tcp_public")
        continue
      }
      if count == 1 {
        genesis.ports.append(Genesis.Port(port: bounds[0], use: use, place: place(member.node)))
      }
    }
  }

  // MARK: Findings

  private func place(_ node: TextNode) -> GenesisPlace {
    GenesisPlace(line: node.line, column: node.column)
  }

  private func place(_ member: TextNode.Member) -> GenesisPlace {
    GenesisPlace(line: member.line, column: member.column)
  }

  private mutating func fail(
    _ node: TextNode, _ text: String, hint: String? = nil, validator: Int? = nil
  ) {
    fail(place(node), text, hint: hint, validator: validator)
  }

  private mutating func fail(
    _ place: GenesisPlace, _ text: String, hint: String? = nil, validator: Int? = nil
  ) {
    genesis.hasAllValidators = false
    findings.append(GenesisFinding(.error, place, text, hint: hint, validator: validator))
  }
}
