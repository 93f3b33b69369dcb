public import AgentCore
public import Basics
public import ControlModel
import Quorum

/// The gates for stopping a node that isn't ours yet. The agent doesn't observe it, so the facts come
/// from its peers and from its own answers.
public struct ImportGates {
  /// The agent's gates for the host and the chain, as for its own operations.
  let why: [Gate]
  let committee: CommitteeDocument
  let network: HealthVerdict.Network
  let networkReason: String
  let answers: ForeignAnswers
  /// The greatest height that a peer gives.
  let top: UInt64?
  let guardsQuorum: Bool
  let fitness: ReleaseFitness?

  public init(
    why: [Gate], committee: CommitteeDocument, network: HealthVerdict.Network,
    networkReason: String, top: UInt64?, answers: ForeignAnswers, guardsQuorum: Bool,
    fitness: ReleaseFitness?
  ) {
    self.why = why
    self.committee = committee
    self.network = network
    self.networkReason = networkReason
    self.top = top
    self.answers = answers
    self.guardsQuorum = guardsQuorum
    self.fitness = fitness
  }

  /// In the order in which they are shown.
  ///
  /// - Parameters:
  ///   - who: who accepts that the chain halts.
  ///   - unknown: who accepts that nobody knows the node's height.
  public func all(acceptedBy who: String?, unknownHeightBy unknown: String? = nil) -> [Gate] {
    let ofHost: Set<Gate.Name> = [.otherOperation, .disk, .upgrader, .memory]
    var host = why.filter { ofHost.contains($0.name) }
    // A release is added.
    for index in host.indices where host[index].name == .disk && host[index].state == .warning {
      host[index].state = .blocked
    }
    let gates =
      [quorum, chainAdvances, inSync(unknown)] + (fitness.map { [release($0)] } ?? []) + host
    return Gate.accepted(gates, halt: who)
  }

  private var quorum: Gate {
    guard guardsQuorum else {
      return Gate(.quorum, .warning, "the quorum isn't protected: quorum.guard is false")
    }
    guard committee.source != nil else {
      return Gate(
        .quorum, .blocked, Gate.committeeUnknown,
        hint:
          "set peers.urls with validators' addresses in agent.toml, then adnet-agent config apply; "
          + "--accept-halt overrides this")
    }
    // Whoever has an address in peers.urls is another.
    let others = committee.members.filter { !$0.isOwn && $0.presence == .up }
    let stake = others.map(\.stake).reduce(0, +)
    let rest =
      "without this node \(others.count) of \(committee.members.count) validators are known to take "
      + "part, with \(stake) of \(committee.totalStake) of the stake; \(committee.quorum) is needed"
    guard stake < committee.quorum else { return Gate(.quorum, .passed, rest) }
    return Gate(
      .quorum, .blocked, "the chain would halt: \(rest)",
      hint: "adnet-agent committee \(committee.chain); --accept-halt overrides this")
  }

  private var chainAdvances: Gate {
    switch network {
    case .advancing: Gate(.chainAdvances, .passed, networkReason)
    case .flat:
      Gate(
        .chainAdvances, .blocked, Gate.standsStill(networkReason),
        hint: "a stop in a halted network can make it worse; --accept-halt overrides this")
    case .unknown:
      Gate(.chainAdvances, .warning, Gate.advanceUnknown(networkReason))
    }
  }

  /// A node that is this far behind is catching up.
  private static let slack: UInt64 = 10

  private func inSync(_ acceptedBy: String?) -> Gate {
    let hint = "a ledger can be damaged by a stop while it loads or syncs: wait"
    guard let height = answers.height else {
      let text = "the node's height is unknown: \(answers.problem ?? "it has no REST")"
      if let acceptedBy { return Gate(.inSync, .warning, "\(text) (accepted by \(acceptedBy))") }
      return Gate(
        .inSync, .blocked, text,
        hint: "restart it with --rest 127.0.0.1:3030 instead of --norest, or "
          + "--accept-unknown-height when you know that it is in sync")
    }
    if answers.isSynced == false {
      return Gate(.inSync, .blocked, "the node reports that it isn't in sync", hint: hint)
    }
    if let top, top > height + Self.slack {
      return Gate(
        .inSync, .blocked, "the node is at height \(height), its peers at \(top)", hint: hint)
    }
    return Gate(.inSync, .passed, "the node is at height \(height)\(answers.source?.words ?? "")")
  }

  private func release(_ fitness: ReleaseFitness) -> Gate {
    guard fitness.missing.isEmpty else {
      return Gate(
        .release, .blocked, "its file can't run here: \(fitness.missing.joined(separator: "; "))")
    }
    guard fitness.unknown.isEmpty else {
      return Gate(.release, .warning, "its file: \(fitness.unknown.joined(separator: "; "))")
    }
    return Gate(.release, .passed, "its file is a release that fits this processor and libc")
  }
}
