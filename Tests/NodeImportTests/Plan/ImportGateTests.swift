import AgentCore
import Basics
import ControlModel
import Quorum
import TestSupport
import Testing

@testable import NodeImport

@Suite struct ImportGateTests {
  /// Of four equal validators, this one among them, whose peers are as said.
  static func gates(
    _ presences: [Attendance.Presence] = [.up, .up, .up], known: Bool = true,
    network: HealthVerdict.Network = .advancing, top: UInt64? = 100,
    answers: ForeignAnswers = .init(height: 99), guards: Bool = true,
    fitness: ReleaseFitness? = .init(), why: [Gate] = [Gate(.disk, .passed, "the disks have room")],
    acceptedBy who: String? = nil, unknownHeightBy unknown: String? = nil
  ) throws -> [Gate] {
    let names = ["own", "two", "three", "four"]
    let committee = try Committee(names.map { Committee.Member($0, stake: 10) })
    let peers = zip(names.dropFirst(), presences).map { Attendance.Peer($0, name: $0, $1) }
    let observation = QuorumObservation(
      committee, from: "a peer", Attendance(own: nil, ownTakesPart: false, peers: peers))
    let document = CommitteeDocument(
      observedAt: Timestamp(unixMilliseconds: 0), chain: ChainName("alpha")!,
      known ? observation : nil, addresses: [:])
    return ImportGates(
      why: why, committee: document, network: network, networkReason: "as the peers say", top: top,
      answers: answers, guardsQuorum: guards, fitness: fitness
    ).all(acceptedBy: who, unknownHeightBy: unknown)
  }

  @Test func eachGateWithItsMessage() throws {
    let situations: [(String, [Gate])] = [
      ("all is well", try Self.gates()),
      ("one peer is down", try Self.gates([.up, .up, .down])),
      ("one peer is down, accepted", try Self.gates([.up, .up, .down], acceptedBy: "ops")),
      ("one peer is behind", try Self.gates([.up, .behind, .up])),
      ("nobody tells the committee", try Self.gates(known: false)),
      ("no guard", try Self.gates(known: false, guards: false)),
      ("the network stands still", try Self.gates(network: .flat)),
      ("no peers", try Self.gates(network: .unknown, top: nil)),
      ("no answer", try Self.gates(answers: .init(problem: "it refuses connections"))),
      ("no height anywhere", try Self.gates(answers: .init(problem: "it has no REST"))),
      (
        "no height anywhere, accepted",
        try Self.gates(answers: .init(problem: "it has no REST"), unknownHeightBy: "ops")
      ),
      ("by its metrics", try Self.gates(answers: .init(height: 99, source: .metrics))),
      ("by its log, far behind", try Self.gates(answers: .init(height: 9, source: .log))),
      // To accept one thing isn't to accept another.
      (
        "not in sync, an unknown height accepted",
        try Self.gates(answers: .init(height: 99, isSynced: false), unknownHeightBy: "ops")
      ),
      ("far behind", try Self.gates(answers: .init(height: 50))),
      ("not in sync", try Self.gates(answers: .init(height: 99, isSynced: false))),
      ("it can't run here", try Self.gates(fitness: .init(missing: ["it needs glibc 2.99"]))),
      ("it can't be looked at", try Self.gates(fitness: .init(unknown: ["not an ELF executable"]))),
      ("no room", try Self.gates(why: [Gate(.disk, .warning, "the disk is full")])),
    ]
    let text = situations.map { name, gates in
      "\(name)\n"
        + gates.map { "  \($0.state.rawValue) \($0.name.rawValue): \($0.text)\n" }.joined()
    }.joined()
    #expect(try Golden.file("Tests/NodeImportTests/Plan/Golden/gates.txt", text) == text)
  }
}
