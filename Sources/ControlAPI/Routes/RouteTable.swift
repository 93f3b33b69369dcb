import AgentCore
import Basics
import ControlModel

/// The routes of the API. docs/api.md is printed from it.
public enum RouteTable {
  public static let routes: [Route] =
    looks + releases + OrderVerb.allCases.map(order) + MigrationVerb.allCases.map(migration) + host

  private static let looks: [Route] = [
    Route(.get, "/v1/status", .read, answers: [StatusDocument.schemaName]) { _ in .status },
    Route(
      .get, "/v1/health", .read, query: ["refresh"], seconds: 60,
      answers: [HealthDocument.schemaName]
    ) { request throws(Failure) in .health(refresh: try request.flag("refresh")) },
    Route(.get, "/healthz", .open, seconds: 10, answers: [ReadinessDocument.schemaName]) { _ in
      .alive
    },
    Route(
      .get, "/readyz", .open, query: ["chain", "drained"], seconds: 10,
      answers: [ReadinessDocument.schemaName]
    ) { request throws(Failure) in try request.readiness() },
    Route(.get, "/v1/version", .read, answers: [VersionDocument.schemaName]) { _ in .version },
    Route(.get, "/v1/chains/<chain>/why", .read, answers: [WhyDocument.schemaName]) {
      request throws(Failure) in .why(chain: try request.chain())
    },
    Route(.get, "/v1/chains/<chain>/committee", .read, answers: [CommitteeDocument.schemaName]) {
      request throws(Failure) in .committee(chain: try request.chain())
    },
    Route(.get, "/v1/operations", .read, answers: [OperationListDocument.schemaName]) { _ in
      .operations
    },
    Route(
      .get, "/v1/operations/<id>", .read, query: ["after", "wait"], seconds: 40,
      answers: [OperationDocument.schemaName]
    ) { .operation(id: $0.values["id"] ?? "") },
    Route(.get, "/v1/migration", .read, answers: [MigrationDocument.schemaName]) { _ in .migration
    },
  ]

  private static let releases: [Route] = [
    Route(.get, "/v1/releases", .read, answers: [ReleaseListDocument.schemaName]) { _ in
      .releases
    },
    Route(
      .put, "/v1/releases/<program>/<version>", .act, body: .file, query: ["sha256"], seconds: 900,
      answers: [ReleaseListDocument.schemaName]
    ) { request throws(Failure) in try request.addedRelease() },
    Route(
      .delete, "/v1/releases/<program>/<folder>", .act, seconds: 60,
      answers: [ReleaseListDocument.schemaName]
    ) { request throws(Failure) in .removeRelease(try request.release()) },
  ]

  private static let host: [Route] = [
    Route(
      .post, "/v1/configuration/apply", .act, body: .terms(["dry_run"]), query: ["dry_run"],
      seconds: 60, answers: [ConfigurationDocument.schemaName]
    ) { request throws(Failure) in
      switch try request.given(["dry_run"])["dry_run"] {
      case .flag(let dryRun): return .applyConfiguration(dryRun: dryRun)
      case nil: return .applyConfiguration(dryRun: false)
      case .text: throw RequestReader.bad("dry_run is true or false")
      }
    },
    Route(.get, "/v1/host", .read, answers: [HostDocument.schemaName]) { _ in .host },
    Route(.post, "/v1/host/apply", .act, body: .terms([]), answers: [HostDocument.schemaName]) {
      request throws(Failure) in
      _ = try request.given([])
      return .applyHost
    },
  ]

  private static func order(_ verb: OrderVerb) -> Route {
    Route(
      .post, PathPattern(stringLiteral: "/v1/chains/<chain>/\(verb.rawValue)"), .act,
      body: .terms(verb.terms),
      query: TermCoding.flags(verb.terms, default: OrderTerms()),
      answers: [
        OperationDocument.schemaName, PlanDocument.schemaName, NothingDocument.schemaName,
      ]
    ) { request throws(Failure) in
      let chain = try request.chain()
      let terms = try TermCoding.terms(request.given(verb.terms), default: OrderTerms())
      if let flaw = verb.flaw(in: terms) { throw RequestReader.bad(flaw) }
      return .order(verb, chain: chain, terms)
    }
  }

  private static func migration(_ verb: MigrationVerb) -> Route {
    Route(
      .post, PathPattern(stringLiteral: "/v1/migration/\(verb.rawValue)"), .act,
      body: .terms(verb.terms),
      query: TermCoding.flags(verb.terms, default: MigrationTerms()),
      answers: [
        MigrationDocument.schemaName, MigrationPlanDocument.schemaName, NothingDocument.schemaName,
      ]
    ) { request throws(Failure) in
      let terms = try TermCoding.terms(request.given(verb.terms), default: MigrationTerms())
      if let flaw = verb.flaw(in: terms) { throw RequestReader.bad(flaw) }
      return .migrate(verb, terms)
    }
  }

  enum Match {
    case route(Route, values: [String: String])
    /// The path exists, with these methods.
    case otherMethod([Route.Method])
    case none
  }

  static func match(_ method: String, _ segments: [String]) -> Match {
    var others: [Route.Method] = []
    for route in routes {
      guard let values = route.path.match(segments) else { continue }
      if route.method.rawValue == method { return .route(route, values: values) }
      others.append(route.method)
    }
    return others.isEmpty ? .none : .otherMethod(others)
  }
}
