import Basics
import FoundationEssentials
import SupervisorCore
import Testing

@testable import OnDisk

/// What one of our processes writes is what another one reads. The two may be of two versions: a
/// supervisor, a relay and an adopter go on with the program that they were started from.
@Suite struct WireTests {
  private static let states: [(Report.State, SupervisorReport.State)] = [
    (.declined, .declined), (.invalid, .invalid), (.lockWait, .lockWait), (.backoff, .backoff),
    (.starting, .starting), (.ready, .ready), (.stopping, .stopping), (.exited, .exited),
  ]
  private static let exits: [(ExitRecord.Kind, NodeExit.Kind?)] = [
    (.none, nil), (.code, .code), (.signal, .signal), (.unobserved, .unobserved),
  ]

  private func address(_ port: UInt16) -> Address {
    Address(family: .four, bytes: [0, 0, 0, 0], port: port)
  }

  private func told(_ report: Report, _ ports: PortTable = PortTable([])) throws -> SupervisorReport
  {
    var options = Options()
    options.unit = "alphaos.service"
    options.chains = ["alpha"]
    let text = report.lines(options, ports) { address in
      var text: Text = "0.0.0.0:"
      text.add(Int64(address.port))
      return text
    }
    return try SupervisorReport(parsing: String(decoding: text.bytes, as: UTF8.self))
  }

  private var full: Report {
    var report = Report()
    report.reason = "a = b"
    (report.supervisor, report.node, report.generation) = (11, 12, 13)
    report.release = "alphaos/1.4.0-0f3a9c1b2d4e"
    (report.since, report.startedUnix, report.startedBoottime, report.readyUnix) = (21, 22, 23, 24)
    (report.handoff, report.isPassedSocket, report.handoffReason) = (.on, true, "why")
    report.nodeDenial = "no"
    (report.backoffUntilUnix, report.failures, report.bootID) = (31, 32, "boot")
    (report.exit.kind, report.exit.value, report.exit.ordered) = (.code, 3, true)
    (report.exit.unix, report.exit.boottime, report.leftoverKilled) = (41, 42, 5)
    (report.before.kind, report.before.value, report.before.unix) = (.signal, 9, 43)
    return report
  }

  @Test func everyStateIsCompared() {
    #expect(Set(Self.states.map(\.1)) == Set(SupervisorReport.State.allCases))
    #expect(Set(Self.exits.compactMap(\.1)) == Set(NodeExit.Kind.allCases))
  }

  @Test func everyFieldOfAReportArrives() throws {
    for (written, read) in Self.states {
      var report = full
      report.state = written
      let seen = try told(report)
      var expected = SupervisorReport(
        unit: "alphaos.service", chain: try #require(ChainName("alpha")), state: read,
        bootID: "boot")
      expected.reason = "a = b"
      (expected.supervisorPID, expected.nodePID, expected.generation) = (11, 12, 13)
      expected.release = ReleaseID("alphaos/1.4.0-0f3a9c1b2d4e")
      expected.sinceUnixMs = 21
      (expected.startedUnixMs, expected.startedBoottimeMs, expected.readyUnixMs) = (22, 23, 24)
      (expected.handoff, expected.handoffReason) = (.on, "why")
      (expected.backoffUntilUnixMs, expected.failures) = (31, 32)
      expected.lastExit = NodeExit(kind: .code, value: 3, ordered: true, clean: false, atUnixMs: 41)
      expected.exitBefore = NodeExit(
        kind: .signal, value: 9, ordered: false, clean: false, atUnixMs: 43)
      #expect(seen == expected)
    }
  }

  @Test func nothingIsNothing() throws {
    let seen = try told(
      {
        var report = Report()
        report.bootID = "b"
        return report
      }())
    #expect(seen.generation == nil && seen.release == nil && seen.startedUnixMs == nil)
    #expect(seen.readyUnixMs == nil && seen.backoffUntilUnixMs == nil && seen.lastExit == nil)
    #expect(seen.nodePID == 0 && seen.failures == 0 && seen.handoff == .off && seen.ports.isEmpty)
  }

  @Test func everyEndOfANodeArrives() throws {
    for (kind, read) in Self.exits {
      for ordered in [false, true] {
        var report = full
        (report.exit.kind, report.exit.value, report.exit.ordered) = (kind, 0, ordered)
        let seen = try told(report).lastExit
        #expect(seen?.kind == read)
        #expect(seen?.ordered == read.map { _ in ordered })
        #expect(seen?.clean == read.map { $0 == .code && ordered })
      }
    }
  }

  @Test func everyHandoffArrives() throws {
    let pairs: [(Report.Handoff, Bool, SupervisorReport.Handoff)] = [
      (.on, true, .on), (.on, false, .off), (.off, true, .off), (.denied, true, .denied),
    ]
    for (written, isPassed, read) in pairs {
      var report = full
      (report.handoff, report.isPassedSocket) = (written, isPassed)
      #expect(try told(report).handoff == read)
    }
    #expect(Set(pairs.map(\.2)) == Set(SupervisorReport.Handoff.allCases))
  }

  @Test func everyPortArrives() throws {
    func port(_ role: Text, _ number: UInt16) -> DeclaredPort {
      DeclaredPort(role: role, address: address(number), held: role == "rest", ready: true)
    }
    var ports = PortTable([
      port("rest", 1), port("p2p", 2), port("bft", 3), port("metrics", 4), port("ws", 5),
    ])
    ports.listensHeld(0)
    ports.asked(for: address(2))
    ports.listens(on: address(2))
    ports.asked(for: address(3))
    ports.listens(on: address(41_233))
    let waiting = try told(full, ports).ports
    #expect(waiting["metrics"] == NodePort(.waiting))
    ports.startGraceEnds()
    let seen = try told(full, ports).ports
    #expect(seen["rest"] == NodePort(.held, address: "0.0.0.0:1") && seen["rest"]?.heldPort == 1)
    #expect(seen["p2p"] == NodePort(.bound, address: "0.0.0.0:2"))
    #expect(seen["bft"] == NodePort(.elsewhere, address: "0.0.0.0:41233"))
    #expect(
      seen["metrics"] == NodePort(.missing) && seen["ws"] == NodePort(.missing) && seen.count == 5)
    #expect(Set(seen.values.map(\.state)).union([.waiting]) == Set(NodePort.State.allCases))
  }

  private var relayed: RelayReport {
    var report = RelayReport(
      route: .relay, parked: 3, sinceUnixMilliseconds: 4,
      sockets: [.init(address: "0.0.0.0:3030", verified: true)])
    (report.queued, report.peers, report.connections) = (5, ["http://10.0.0.1:3030"], 6)
    report.counts.byPeers = 1
    var adoption = AdoptionReport(beganUnixMs: 7)
    (adoption.state, adoption.settledUnixMs, adoption.seen, adoption.adopted) = (.settled, 8, 9, 10)
    (adoption.ended, adoption.cut, adoption.trouble) = (11, 12, "no")
    for (index, reason) in AdoptionReport.Reason.allCases.enumerated() {
      adoption.left[reason] = index
    }
    report.adoption = adoption
    return report
  }

  @Test(arguments: [
    RelayCommand.status, .routeNode, .routeRelay, .takeQueue, .dismiss, .peers(["a", "b"]),
    .peers([]),
  ])
  func aCommandArrivesAtTheRelay(_ command: RelayCommand) {
    #expect(RelayCommand(line: command.line) == command)
  }

  @Test func anAnswerOfTheRelayArrives() throws {
    for reply in [
      RelayReply.report(relayed), .refusal(kind: FailureKind(rawValue: "k"), text: "t"),
    ] {
      #expect(try JSONDecoder().decode(RelayReply.self, from: JSONEncoder().encode(reply)) == reply)
    }
  }

  /// Of a newer relay or adopter: more is read as far as it is known.
  @Test func whatANewerOneSaysMoreIsPassedOver() throws {
    var reply = try Frozen.tree(of: RelayReply.report(relayed))
    var adoption = try #require(reply["adoption"])
    for tree in [reply, adoption] { #expect(tree["colour"] == nil) }
    reply["colour"] = .string("red")
    adoption["colour"] = .string("red")
    reply["adoption"] = adoption
    let bytes = try JSONEncoder().encode(reply)
    #expect(try JSONDecoder().decode(RelayReply.self, from: bytes) == .report(relayed))
    let alone = try JSONDecoder().decode(AdoptionReport.self, from: JSONEncoder().encode(adoption))
    #expect(alone == relayed.adoption)
  }

  /// Of an older one: what it doesn't say yet is as if nothing had come of it.
  @Test func whatAnOlderOneDoesNotSayIsNothing() throws {
    let report =
      #"{"ok":true,"route":"relay","parked":0,"since_unix_ms":4,"sockets":[],"adoption":{"began_unix_ms":7}}"#
    let seen = try JSONDecoder().decode(RelayReply.self, from: Data(report.utf8))
    var expected = RelayReport(route: .relay, parked: 0, sinceUnixMilliseconds: 4, sockets: [])
    expected.adoption = AdoptionReport(beganUnixMs: 7)
    #expect(seen == .report(expected))
    let reason = #"{"began_unix_ms":7,"left":{"answer_owed":2,"of_tomorrow":3}}"#
    let adoption = try JSONDecoder().decode(AdoptionReport.self, from: Data(reason.utf8))
    #expect(adoption.left == [.answerOwed: 2])
  }
}
