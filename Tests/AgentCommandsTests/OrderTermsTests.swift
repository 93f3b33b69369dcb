import AgentCore
import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import Synchronization
import TestSupport
import Testing

@testable import AgentCommands

/// Every term of every order, from the command line over the API into the core.
@Suite struct OrderTermsTests {
  private static let alpha = ChainName("alpha")!

  @Test(arguments: OrderVerb.allCases)
  func everyTermOfAnOrderArrives(_ verb: OrderVerb) throws {
    var terms = try #require(try commandLine(verb)?.terms)
    // What the command for one chain doesn't offer: an import accepts the height of its swap.
    if verb == .swap { terms.acceptHeight = true }
    if verb == .drain { terms.forReboot = try hostDrain().forReboot }
    #expect(changed(terms, from: OrderTerms()) == Set(verb.terms))

    let asked = try arrived(.failure(Self.failure)) { client in
      _ = try client.order(verb, chain: Self.alpha, terms)
    }
    #expect(asked == .order(verb, chain: Self.alpha, terms))
    guard case .order(verb, Self.alpha, let arrived) = asked else { return }
    let command = Command(id: "op", chain: Self.alpha, verb, arrived, by: "ops")
    #expect(command.terms == terms)
    #expect((command.acceptsHalt != nil) == terms.acceptHalt)
    #expect((command.acceptsHeight != nil) == terms.acceptHeight)
    #expect((command.ledgerPutBackBy != nil) == terms.ledgerPutBack)
    if verb == .swap { #expect(command.verb == .swap(terms.version)) }
    if verb == .drain {
      let drain = Command.Drain(reason: terms.reason, forReboot: true, withoutPeers: true)
      #expect(command.verb == .drain(drain))
    }
  }

  @Test(arguments: MigrationVerb.allCases)
  func everyTermOfAMigrationArrives(_ verb: MigrationVerb) throws {
    var terms = try migrationLine(verb)
    terms.dryRun = true
    #expect(changed(terms, from: MigrationTerms()) == Set(verb.terms))
    let asked = try arrived(.failure(Self.failure)) { client in
      _ = try client.migrate(verb, terms)
    }
    #expect(asked == .migrate(verb, terms))
  }

  /// A term that no verb takes would be refused everywhere.
  @Test func everyTermBelongsToAVerb() {
    #expect(names(OrderTerms()) == Set(OrderVerb.allCases.flatMap(\.terms)))
    #expect(names(MigrationTerms()) == Set(MigrationVerb.allCases.flatMap(\.terms)))
  }

  // MARK: -

  private static let failure = Failure(.internal, "cannot do it: not here", hint: "none")

  /// The verb's command with all that it offers.
  private func commandLine(_ verb: OrderVerb) throws -> (any ChainOrder)? {
    let group = verb == .enable || verb == .disable ? ["chain"] : []
    let arguments = verb.terms.filter {
      $0 != "for_reboot" && !(verb == .swap && $0 == "accept_height")
    }
    .flatMap(argument)
    return try AdnetAgent.parseAsRoot(group + [verb.rawValue, "alpha"] + arguments)
      as? any ChainOrder
  }

  private func hostDrain() throws -> OrderTerms {
    let command = try AdnetAgent.parseAsRoot(["host", "drain", "--for-reboot", "--accept-halt"])
    let terms = try #require(command as? HostDrain).terms
    #expect(terms.acceptHalt)
    return terms
  }

  private func migrationLine(_ verb: MigrationVerb) throws -> MigrationTerms {
    let arguments = verb.terms.filter { $0 != "dry_run" }.flatMap(argument)
    let command = try AdnetAgent.parseAsRoot(["migrate", verb.rawValue] + arguments)
    if let order = command as? any MigrationOrder { return order.terms }
    #expect(command is any MigrationWord)
    return MigrationTerms()
  }

  private func argument(_ term: String) -> [String] {
    let option = "--" + term.replacing("_", with: "-")
    return switch term {
    case "version": ["1.4.0"]
    case "reason": [option, "disk"]
    case "to": [option, "unified"]
    case "release": [option, "3.0.0"]
    case "if_fails": [option, "back"]
    default: [option]
    }
  }

  /// What the daemon is asked when a client does this.
  private func arrived(
    _ reply: ControlReply, _ ask: (ControlClient) throws -> Void
  ) throws -> ControlRequest? {
    let folder = TestFolder()
    let service = Listening(reply: reply)
    let server = try ControlServer.start(
      service, socket: "\(folder.path)/agent.sock", incoming: try folder.folder("incoming"),
      operators: nil)
    defer { server.stop() }
    #expect(throws: Self.failure) { try ask(ControlClient(socket: "\(folder.path)/agent.sock")) }
    return service.asked.withLock { $0.first }
  }

  /// The keys of the fields that differ.
  private func changed(_ terms: some Any, from plain: some Any) -> Set<String> {
    let pairs = zip(Mirror(reflecting: terms).children, Mirror(reflecting: plain).children)
    return Set(
      pairs.filter { "\($0.value)" != "\($1.value)" }.compactMap { one, _ in one.label.map(key) })
  }

  private func names(_ terms: some Any) -> Set<String> {
    Set(Mirror(reflecting: terms).children.compactMap { $0.label.map(key) })
  }

  private func key(_ field: String) -> String {
    field.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : "\($1)" }
  }
}

private final class Listening: ControlService {
  let reply: ControlReply
  let asked = Mutex<[ControlRequest]>([])

  init(reply: ControlReply) { self.reply = reply }

  func handle(
    _ request: ControlRequest, from caller: Caller,
    reply: @escaping @Sendable (ControlReply) -> Void
  ) {
    asked.withLock { $0.append(request) }
    reply(self.reply)
  }
}
