public import AgentCore
public import Basics
public import ControlModel
public import LinuxSystem

/// The command line's side of the API: each call is one connection, and waits for the answer.
///
/// It doesn't use SwiftNIO: an event loop would cost a thread and some milliseconds in every
/// command, and `status` has 15 of them.
public struct ControlClient: Sendable {
  private let socket: String

  public init(socket: String) { self.socket = socket }

  public func status() throws(Failure) -> StatusDocument {
    try document(StatusDocument.self, try send(.get, "/v1/status"))
  }

  public func version() throws(Failure) -> VersionDocument {
    try document(VersionDocument.self, try send(.get, "/v1/version"))
  }

  public func operations() throws(Failure) -> OperationListDocument {
    try document(OperationListDocument.self, try send(.get, "/v1/operations"))
  }

  public func operation(_ id: String) throws(Failure) -> OperationDocument {
    let path = "/v1/operations/\(HTTPExchange.escaped(id))"
    return try document(OperationDocument.self, try send(.get, path))
  }

  /// The operation as soon as it differs from `after`, or as it is when nothing changes in time;
  /// nil when a signal comes first.
  public func operation(
    _ id: String, after: Int, waitSeconds: Int, unless signals: borrowing SignalFD
  ) throws(Failure) -> OperationDocument? {
    let connection = try ControlConnection(to: socket)
    let target = Self.target(id, after: after, waitSeconds: waitSeconds)
    try connection.send(HTTPExchange.head(.get, target, bodyBytes: nil))
    guard try connection.waitForAnswer(seconds: 45, unless: signals) else { return nil }
    let answer = try HTTPExchange.answer(try connection.receive(seconds: 45))
    return try document(OperationDocument.self, answer)
  }

  public func operation(
    _ id: String, after: Int, waitSeconds: Int
  ) throws(Failure) -> OperationDocument {
    let target = Self.target(id, after: after, waitSeconds: waitSeconds)
    return try document(OperationDocument.self, try send(.get, target))
  }

  private static func target(_ id: String, after: Int, waitSeconds: Int) -> String {
    "/v1/operations/\(HTTPExchange.escaped(id))?after=\(after)&wait=\(waitSeconds)"
  }

  public func order(
    _ verb: OrderVerb, chain: ChainName, _ terms: OrderTerms = OrderTerms()
  ) throws(Failure) -> OperationDocument {
    try outcome(OperationDocument.self, try send(verb, chain, terms))
  }

  public func plan(
    _ verb: OrderVerb, chain: ChainName, _ terms: OrderTerms = OrderTerms()
  ) throws(Failure) -> PlanDocument {
    var terms = terms
    terms.dryRun = true
    return try outcome(PlanDocument.self, try send(verb, chain, terms))
  }

  public func migration() throws(Failure) -> MigrationDocument {
    try document(MigrationDocument.self, try send(.get, "/v1/migration"))
  }

  public func migrate(
    _ verb: MigrationVerb, _ terms: MigrationTerms = MigrationTerms()
  ) throws(Failure) -> MigrationDocument {
    try outcome(MigrationDocument.self, try send(verb, terms))
  }

  public func planMigration(
    _ verb: MigrationVerb, _ terms: MigrationTerms = MigrationTerms()
  ) throws(Failure) -> MigrationPlanDocument {
    var terms = terms
    terms.dryRun = true
    return try outcome(MigrationPlanDocument.self, try send(verb, terms))
  }

  public func why(_ chain: ChainName) throws(Failure) -> WhyDocument {
    try document(WhyDocument.self, try send(.get, "/v1/chains/\(chain)/why"))
  }

  public func committee(_ chain: ChainName) throws(Failure) -> CommitteeDocument {
    try document(CommitteeDocument.self, try send(.get, "/v1/chains/\(chain)/committee"))
  }

  public func releases() throws(Failure) -> ReleaseListDocument {
    try document(ReleaseListDocument.self, try send(.get, "/v1/releases"))
  }

  public func addRelease(
    file path: String, program: String, version: String, sha256: String?
  ) throws(Failure) -> ReleaseListDocument {
    let file = try File.open(path)
    let status = try file.status()
    let target =
      "/v1/releases/\(HTTPExchange.escaped(program))/\(HTTPExchange.escaped(version))"
      + (sha256.map { "?sha256=\(HTTPExchange.escaped($0))" } ?? "")
    let connection = try ControlConnection(to: socket)
    try connection.send(HTTPExchange.head(.put, target, bodyBytes: status.size))
    try connection.send(file)
    let answer = try HTTPExchange.answer(try connection.receive(seconds: 900))
    return try document(ReleaseListDocument.self, answer)
  }

  public func removeRelease(_ release: ReleaseID) throws(Failure) -> ReleaseListDocument {
    let path =
      "/v1/releases/\(release.program)/\(HTTPExchange.escaped(release.folder))"
    return try document(ReleaseListDocument.self, try send(.delete, path, seconds: 60))
  }

  public enum ConfigurationAnswer: Sendable {
    case changes(ConfigurationDocument)
    case invalid(ConfigurationProblems)
  }

  public func applyConfiguration(dryRun: Bool) throws(Failure) -> ConfigurationAnswer {
    let path = "/v1/configuration/apply" + (dryRun ? "?dry_run=1" : "")
    let answer = try send(.post, path, body: [], seconds: 60)
    if answer.status == 400,
      let problems = try? DocumentCoding.decode(ConfigurationProblems.self, from: answer.body)
    {  // Any other failure isn't such a document, and is told below.
      return .invalid(problems)
    }
    return .changes(try document(ConfigurationDocument.self, answer))
  }

  public func health(refresh: Bool) throws(Failure) -> HealthDocument {
    let target = "/v1/health" + (refresh ? "?refresh=1" : "")
    return try document(HealthDocument.self, try send(.get, target, seconds: 65))
  }

  public func host() throws(Failure) -> HostDocument {
    try document(HostDocument.self, try send(.get, "/v1/host"))
  }

  /// The host as it was before; what becomes of it is in `host().work`.
  public func applyHost() throws(Failure) -> HostDocument {
    let answer = try send(.post, "/v1/host/apply", body: Array("{}".utf8), seconds: 30)
    return try document(HostDocument.self, answer)
  }

  // MARK: -

  private func send(
    _ verb: OrderVerb, _ chain: ChainName, _ terms: OrderTerms
  ) throws(Failure) -> HTTPExchange.Answer {
    try send(
      .post, "/v1/chains/\(chain)/\(verb.rawValue)",
      body: TermCoding.body(terms, default: OrderTerms()), seconds: 30)
  }

  private func send(
    _ verb: MigrationVerb, _ terms: MigrationTerms
  ) throws(Failure) -> HTTPExchange.Answer {
    try send(
      .post, "/v1/migration/\(verb.rawValue)",
      body: TermCoding.body(terms, default: MigrationTerms()), seconds: 30)
  }

  private func send(
    _ method: Route.Method, _ target: String, body: [UInt8]? = nil, seconds: Int64 = 45
  ) throws(Failure) -> HTTPExchange.Answer {
    let connection = try ControlConnection(to: socket)
    let head = HTTPExchange.head(method, target, bodyBytes: body.map { Int64($0.count) })
    try connection.send(head + (body ?? []))
    return try HTTPExchange.answer(try connection.receive(seconds: seconds))
  }

  /// The answer to an order; where there is nothing to do, that is thrown.
  private func outcome<D: Document>(
    _ type: D.Type, _ answer: HTTPExchange.Answer
  ) throws(Failure) -> D {
    if let nothing = try? DocumentCoding.decode(NothingDocument.self, from: answer.body) {
      throw nothing.failure
    }
    return try document(type, answer)
  }

  private func document<D: Document>(
    _ type: D.Type, _ answer: HTTPExchange.Answer
  ) throws(Failure) -> D {
    guard (200..<300).contains(answer.status) else {
      throw try DocumentCoding.decode(ErrorDocument.self, from: answer.body).failure
    }
    return try DocumentCoding.decode(type, from: answer.body)
  }
}
