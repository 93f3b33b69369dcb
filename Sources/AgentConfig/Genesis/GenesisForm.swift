/// A genesis as a form: what `GenesisReader` reads.
public enum GenesisForm {
  public static func text(_ genesis: Genesis, _ format: GenesisFormat) -> String {
    switch format {
    case .json: json(genesis)
    case .toml: toml(genesis)
    case .yaml: yaml(genesis)
    }
  }

  /// Whether a form is read as the genesis that it was made of, without a finding.
  public static func holds(_ text: String, _ genesis: Genesis, _ format: GenesisFormat) -> Bool {
    let reader = GenesisReader(text, format: format, prefix: nil)
    func plain(_ genesis: Genesis) -> ([[String]], [String]) {
      (
        genesis.validators.map { [$0.address, "\($0.stake)", $0.publicKey, $0.host ?? ""] },
        genesis.bootstrapPeers.map(\.text)
      )
    }
    return reader.findings.isEmpty && plain(reader.genesis) == plain(genesis)
  }

  /// A member of a validator with its value as it is written.
  private typealias Field = (key: String, value: String)

  private static func fields(_ validator: Genesis.Validator, _ format: GenesisFormat) -> [Field] {
    // TOML has 63 bits; the readers take a stake in quotes too.
    let isQuoted = format == .toml && validator.stake > UInt64(Int64.max)
    var fields: [Field] = [
      ("address", quoted(validator.address)),
      ("stake", isQuoted ? quoted("\(validator.stake)") : "\(validator.stake)"),
    ]
    if !validator.publicKey.isEmpty { fields.append(("public_key", quoted(validator.publicKey))) }
    if let host = validator.host { fields.append(("host", quoted(host))) }
    return fields
  }

  private static func yaml(_ genesis: Genesis) -> String {
    var text = "genesis_config:\n  validators:\n"
    for validator in genesis.validators {
      for (index, field) in fields(validator, .yaml).enumerated() {
        text += "    \(index == 0 ? "-" : " ") \(field.key): \(field.value)\n"
      }
    }
    guard !genesis.bootstrapPeers.isEmpty else { return text }
    return text + "  bootstrap_peers:\n"
      + genesis.bootstrapPeers.map { "    - \(quoted($0.text))\n" }.joined()
  }

  private static func toml(_ genesis: Genesis) -> String {
    var text = ""
    if !genesis.bootstrapPeers.isEmpty {
      let peers = genesis.bootstrapPeers.map { "  \(quoted($0.text)),\n" }.joined()
      text = "[genesis_config]\nbootstrap_peers = [\n\(peers)]\n\n"
    }
    return text
      + genesis.validators.map { validator in
        "[[genesis_config.validators]]\n"
          + fields(validator, .toml).map { "\($0.key) = \($0.value)\n" }.joined()
      }.joined(separator: "\n")
  }

  private static func json(_ genesis: Genesis) -> String {
    let validators = genesis.validators.map { validator in
      let members = fields(validator, .json).map { "\(quoted($0.key)): \($0.value)" }
      return "      {\(members.joined(separator: ", "))}"
    }
    var parts = [#"    "validators": [\#n\#(validators.joined(separator: ",\n"))\#n    ]"#]
    if !genesis.bootstrapPeers.isEmpty {
      let peers = genesis.bootstrapPeers.map { "      \(quoted($0.text))" }
      parts.append(#"    "bootstrap_peers": [\#n\#(peers.joined(separator: ",\n"))\#n    ]"#)
    }
    return "{\n  \"genesis_config\": {\n\(parts.joined(separator: ",\n"))\n  }\n}\n"
  }

  /// A string that all three formats read alike.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22, 0x5c: quoted += "\\\(scalar)"
      case ..<0x20, 0x7f...0x9f, 0x2028, 0x2029, 0xfeff:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
