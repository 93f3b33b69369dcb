import AgentCore
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

/// Replies to what comes in over the API.
struct ControlResponder {
  let health: HealthResponder
  private let loop: HostLoop
  private let orders: OrderResponder
  private let migration: MigrationResponder
  private let releases: ReleaseResponder
  private let configuration: ConfigurationResponder
  private let status: StatusResponder
  private let readiness: ReadinessResponder

  init(_ loop: HostLoop) {
    self.loop = loop
    let agentProblems = AgentProblems(loop)
    health = HealthResponder(loop)
    orders = OrderResponder(loop: loop)
    migration = MigrationResponder(loop: loop)
    releases = ReleaseResponder(loop: loop)
    configuration = ConfigurationResponder(loop: loop)
    status = StatusResponder(loop, agentProblems: agentProblems)
    readiness = ReadinessResponder(loop: loop, agentProblems: agentProblems)
  }

  func answer(_ letter: ControlMailbox.Letter) {
    let who = name(of: letter.caller)
    func reply(_ body: () throws(Failure) -> ControlReply) {
      do throws(Failure) { letter.reply(try body()) } catch { letter.reply(.failure(error)) }
    }
    switch letter.request {
    case .status: letter.reply(.status(status.document()))
    case .health(let refresh): health.answer(refresh: refresh, letter.reply)
    case .alive: letter.reply(.readiness(readiness.alive()))
    case .readiness(let chain, let drainedIsReady):
      reply { () throws(Failure) in
        try readiness.readiness(chain, drainedIsReady: drainedIsReady)
      }
    case .version: letter.reply(.version(VersionDocument(version: AgentVersion.text)))
    case .operations:
      let newest = loop.world.publisher.operations.newestFirst
      letter.reply(.operations(OperationListDocument(operations: newest)))
    case .operation(let id):
      letter.reply(
        loop.world.publisher.operations.document(id).map { .operation($0) }
          ?? .failure(Failure(.operationUnknown, "cannot find operation \(id)")))
    case .order(let verb, let chain, let terms):
      let command = Command(id: OrderID.new(), chain: chain, verb, terms, by: who)
      reply { () throws(Failure) in try orders.order(command) }
    case .migration: reply { () throws(Failure) in try migration.answer() }
    case .migrate(let verb, let terms):
      reply { () throws(Failure) in try migration.order(verb, terms, by: who) }
    case .why(let chain): reply { () throws(Failure) in try health.why(chain) }
    case .committee(let chain): reply { () throws(Failure) in try health.committee(chain) }
    case .releases: reply { () throws(Failure) in try .releases(releases.list()) }
    case .addRelease(let program, let version, let sha256, let file):
      releases.add(program, version, sha256, file, letter.reply)
    case .removeRelease(let release):
      reply { () throws(Failure) in try releases.remove(release) }
    case .applyConfiguration(let dryRun):
      reply { () throws(Failure) in try configuration.apply(dryRun: dryRun) }
    case .host: reply { () throws(Failure) in try host(dryRun: true) }
    case .applyHost: reply { () throws(Failure) in try host(dryRun: false) }
    }
  }

  private func name(of caller: Caller) -> String {
    Accounts.user(id: caller.uid)?.name ?? "uid \(caller.uid)"
  }

  private func host(dryRun: Bool) throws(Failure) -> ControlReply {
    loop.world.lookAtHostSettings()
    let document = loop.world.host.settings.document()
    if !dryRun { try HostMonitor.startWork(loop.world.door) }
    return .host(document)
  }
}
