public import Quorum

/// What is wrong with a genesis that could be read.
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

  /// - Parameters:
  ///   - ports: of the chains that are configured here.
  ///   - chain: whose genesis it is, when that is said.
  public static func findings(
    _ genesis: Genesis, ports: [ChainPort], chain: String? = nil
  ) -> [GenesisFinding] {
    (duplicates(genesis) + size(genesis) + strangers(genesis) + peers(genesis, ports, chain)
      + uses(genesis, ports)).sorted { ($0.line, $0.text) < ($1.line, $1.text) }
  }

  /// Nil when there is none.
  public static func committee(_ genesis: Genesis) -> Committee? {
    // What is wrong with it is among the findings.
    try? Committee(genesis.validators.map { Committee.Member($0.address, stake: $0.stake) })
  }

  private static func duplicates(_ genesis: Genesis) -> [GenesisFinding] {
    repeats(genesis, \.address) { "\($0.address) is there twice, first in line \($1)" }
      + repeats(genesis, \.publicKey) {
        "its public key is that of the validator in line \($1), too"
      }
  }

  /// Validators that have in common with an earlier one what they shouldn't; `words` is given the
  /// earlier one's line.
  private static func repeats(
    _ genesis: Genesis, _ what: (Genesis.Validator) -> String,
    _ words: (Genesis.Validator, Int) -> String
  ) -> [GenesisFinding] {
    var first: [String: Int] = [:]
    return genesis.validators.compactMap { validator in
      let value = what(validator)
      guard !value.isEmpty else { return nil }
      guard let line = first[value] else {
        first[value] = validator.line
        return nil
      }
      return GenesisFinding(.error, line: validator.line, words(validator, line))
    }
  }

  private static func size(_ genesis: Genesis) -> [GenesisFinding] {
    guard let first = genesis.validators.first else { return [] }
    let stakes = genesis.validators.map(\.stake)
    guard stakes.reduce(into: UInt128(0), { $0 += UInt128($1) }) <= UInt128(UInt64.max) else {
      return [
        GenesisFinding(
          .error, line: first.line, "all stakes together don't fit into 64 bits")
      ]
    }
    guard let committee = committee(genesis), committee.tolerance.any == 0 else { return [] }
    return [
      GenesisFinding(
        .warning, line: first.line,
        "too few validators, or too much stake with one of them: "
          + committee.words[0],
        hint: "with four of equal stake one may be down")
    ]
  }

  /// Only where validators say where they are.
  private static func strangers(_ genesis: Genesis) -> [GenesisFinding] {
    let hosts = Set(genesis.validators.compactMap(\.host))
    guard !hosts.isEmpty else { return [] }
    return genesis.bootstrapPeers.filter { !hosts.contains($0.host) }.map {
      GenesisFinding(
        .warning, line: $0.line, "the bootstrap peer \($0.text) is no validator's host")
    }
  }

  private static func peers(
    _ genesis: Genesis, _ ports: [ChainPort], _ chain: String?
  ) -> [GenesisFinding] {
    let known = ports.filter { $0.role == "p2p" && (chain == nil || $0.chain == chain) }
    guard !known.isEmpty else { return [] }
    let words = known.map { "\($0.port) of \($0.chain)" }.joined(separator: ", ")
    var findings: [GenesisFinding] = []
    for peer in genesis.bootstrapPeers where !known.contains(where: { $0.port == peer.port }) {
      findings.append(
        GenesisFinding(
          .error, line: peer.line,
          "the bootstrap peer \(peer.text) has another P2P port than this host's nodes: \(words)"))
    }
    var seen: Set<String> = []
    for peer in genesis.bootstrapPeers where !seen.insert(peer.text).inserted {
      findings.append(
        GenesisFinding(.warning, line: peer.line, "the bootstrap peer \(peer.text) is there twice"))
    }
    return findings
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
        .error, line: line.line,
        "port \(line.port) is \(line.use), and here \(chain)'s \(role) has \(mine.port)",
        hint: "chain.\(chain).ports.\(role).port in agent.toml")
    }
  }

  private static let roles = [
    "rpc": "rest", "rest": "rest", "websocket": "ws", "ws": "ws", "p2p": "p2p", "bft": "bft",
    "metrics": "metrics",
  ]
}
