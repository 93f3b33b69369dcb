public import Quorum

/// The findings in a genesis that could be read.
public enum GenesisCheck {
  /// A port that a chain of this host has.
  public struct ChainPort: Hashable, Sendable {
    public let chain: String
    /// `rest`, `ws`, `p2p`, …
    public let role: String
    public let port: Int

    public init(chain: String, role: String, port: Int) {
      self.chain = chain
      self.role = role
      self.port = port
    }
  }

  /// All that is to be said, in the order of the text.
  ///
  /// - Parameters:
  ///   - read: what the reader had to say.
  ///   - ports: of the chains that are configured here.
  ///   - chain: whose genesis it is, when that is said.
  public static func findings(
    _ genesis: Genesis, _ read: [GenesisFinding], ports: [ChainPort], chain: String? = nil
  ) -> [GenesisFinding] {
    (read + duplicates(genesis) + size(genesis) + strangers(genesis) + repeatedPeers(genesis)
      + peers(genesis, ports, chain) + uses(genesis, ports)).sorted {
        ($0.place, $0.text) < ($1.place, $1.text)
      }
  }

  /// Nil when there is none, or when a validator couldn't be read.
  public static func committee(_ genesis: Genesis) -> Committee? {
    guard genesis.hasAllValidators else { return nil }
    // What is wrong with it is among the findings.
    return try? Committee(genesis.validators.map { Committee.Member($0.address, stake: $0.stake) })
  }

  private static func duplicates(_ genesis: Genesis) -> [GenesisFinding] {
    repeats(genesis, "address", \.address) + repeats(genesis, "public key", \.publicKey)
  }

  /// Validators that have in common with an earlier one what they shouldn't.
  private static func repeats(
    _ genesis: Genesis, _ noun: String, _ what: (Genesis.Validator) -> String
  ) -> [GenesisFinding] {
    var known: [String: Genesis.Validator] = [:]
    return genesis.validators.compactMap { validator in
      let value = what(validator)
      guard !value.isEmpty else { return nil }
      guard let first = known[value] else {
        known[value] = validator
        return nil
      }
      return GenesisFinding(
        .error, validator.place,
        "\(GenesisKeys.label(validator.number, validator.address)): the \(noun) "
          + "\(GenesisQuote.text(value)) is also that of validator \(first.number), "
          + first.place.words, validator: validator.number)
    }
  }

  private static func size(_ genesis: Genesis) -> [GenesisFinding] {
    guard let first = genesis.validators.first else { return [] }
    let stakes = genesis.validators.map(\.stake)
    let total = stakes.reduce(into: UInt128(0)) { $0 += UInt128($1) }
    guard total <= UInt128(UInt64.max) else {
      return [
        GenesisFinding(
          .error, first.place, "the stakes add up to \(total), more than fits into 64 bits")
      ]
    }
    guard let committee = committee(genesis), committee.tolerance.any == 0 else { return [] }
    return [
      GenesisFinding(
        .warning, first.place,
        "too few validators, or one with too much stake: " + committee.words[0],
        hint: "four validators of equal stake tolerate one failure")
    ]
  }

  /// Only where all validators could be read and some say where they are.
  private static func strangers(_ genesis: Genesis) -> [GenesisFinding] {
    let hosts = Set(genesis.validators.compactMap(\.host))
    guard genesis.hasAllValidators, !hosts.isEmpty else { return [] }
    return genesis.bootstrapPeers.filter { !hosts.contains($0.host) }.map {
      GenesisFinding(
        .warning, $0.place, "the bootstrap peer \($0.text) is not a validator's host")
    }
  }

  private static func repeatedPeers(_ genesis: Genesis) -> [GenesisFinding] {
    var seen: Set<String> = []
    return genesis.bootstrapPeers.filter { !seen.insert($0.text).inserted }.map {
      GenesisFinding(.warning, $0.place, "the bootstrap peer \($0.text) appears twice")
    }
  }

  private static func peers(
    _ genesis: Genesis, _ ports: [ChainPort], _ chain: String?
  ) -> [GenesisFinding] {
    let known = ports.filter { $0.role == "p2p" && (chain == nil || $0.chain == chain) }
    guard !known.isEmpty else { return [] }
    let words = known.map { "\($0.port) of \($0.chain)" }.joined(separator: ", ")
    return genesis.bootstrapPeers.filter { peer in !known.contains { $0.port == peer.port } }.map {
      GenesisFinding(
        .error, $0.place,
        "the bootstrap peer \($0.text) uses another P2P port than this host's nodes: \(words)")
    }
  }

  /// `alpha_rpc_tcp_public`: a chain, and what the port is for.
  private static func uses(_ genesis: Genesis, _ ports: [ChainPort]) -> [GenesisFinding] {
    genesis.ports.compactMap { line in
      let words = line.use.split(separator: "_").map(String.init)
      guard let chain = words.first, words.count > 1, let role = roles[words[1]],
        let mine = ports.first(where: { $0.chain == chain && $0.role == role }),
        mine.port != line.port
      else { return nil }
      return GenesisFinding(
        .error, line.place,
        "port \(line.port) is \(GenesisQuote.text(line.use)), but \(chain)'s \(role) port here is "
          + "\(mine.port)",
        hint: "chain.\(chain).ports.\(role).port in agent.toml")
    }
  }

  private static let roles = [
    "rpc": "rest", "rest": "rest", "websocket": "ws", "ws": "ws", "p2p": "p2p", "bft": "bft",
    "metrics": "metrics",
  ]
}
