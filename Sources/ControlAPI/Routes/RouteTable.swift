import ControlModel

/// Everything the API can do. docs/api.md is printed from it.
public enum RouteTable {
  public static let routes: [Route] = [
    Route(.get, "/v1/status", .read, .status, answers: StatusDocument.schemaName),
    Route(
      .get, "/v1/health", .read, .health, query: ["refresh"], seconds: 60,
      answers: HealthDocument.schemaName),
    Route(
      .get, "/healthz", .open, .alive, seconds: 10, answers: ReadinessDocument.schemaName),
    Route(
      .get, "/readyz", .open, .readiness, query: ["chain", "drained"], seconds: 10,
      answers: ReadinessDocument.schemaName),
    Route(.get, "/v1/version", .read, .version, answers: VersionDocument.schemaName),
    Route(.get, "/v1/releases", .read, .releases, answers: ReleaseListDocument.schemaName),
    Route(
      .put, "/v1/releases/<program>/<version>", .act, .addRelease, body: .file, query: ["sha256"],
      seconds: 900, answers: ReleaseListDocument.schemaName),
    Route(
      .delete, "/v1/releases/<program>/<folder>", .act, .removeRelease, seconds: 60,
      answers: ReleaseListDocument.schemaName),
    order("enable", .enable), order("disable", .disable),
    order("start", .start, query: ["accept_height"]),
    order("stop", .stop), order("restart", .restart),
    order("swap", .swap, body: .fields(["version"]), query: ["ledger_put_back", "accept_height"]),
    order("rollback", .rollback),
    order("drain", .drain, body: .fields(["reason", "for_reboot", "without_peers"])),
    order("undrain", .undrain),
    Route(.get, "/v1/migration", .read, .migration, answers: MigrationDocument.schemaName),
    Route(
      .post, "/v1/migration/start", .act, .migrate, body: .fields(["to", "release", "if_fails"]),
      query: ["dry_run", "accept_halt", "accept_conversion"],
      answers: MigrationDocument.schemaName,
      MigrationPlanDocument.schemaName, NothingDocument.schemaName),
    migration("pause", .pause), migration("resume", .resume, query: ["accept_halt"]),
    migration("abort", .abort), migration("rollback", .migrateBack, query: ["accept_halt"]),
    migration("finish", .finish),
    Route(
      .get, "/v1/chains/<chain>/why", .read, .why, answers: WhyDocument.schemaName),
    Route(
      .get, "/v1/chains/<chain>/committee", .read, .committee,
      answers: CommitteeDocument.schemaName),
    Route(.get, "/v1/operations", .read, .operations, answers: OperationListDocument.schemaName),
    Route(
      .get, "/v1/operations/<id>", .read, .operation, query: ["after", "wait"], seconds: 40,
      answers: OperationDocument.schemaName),
    Route(
      .post, "/v1/configuration/apply", .act, .applyConfiguration, query: ["dry_run"], seconds: 60,
      answers: ConfigurationDocument.schemaName),
    Route(.get, "/v1/host", .read, .host, answers: HostDocument.schemaName),
    Route(
      .post, "/v1/host/apply", .act, .applyHost, body: .fields([]),
      answers: HostDocument.schemaName),
  ]

  private static func order(
    _ verb: String, _ action: Route.Action, body: Route.Body = .fields([]), query: [String] = []
  ) -> Route {
    Route(
      .post, PathPattern(stringLiteral: "/v1/chains/<chain>/\(verb)"), .act, action, body: body,
      query: ["dry_run", "accept_halt", "together"] + query,
      answers: OperationDocument.schemaName, PlanDocument.schemaName, NothingDocument.schemaName)
  }

  private static func migration(
    _ verb: String, _ action: Route.Action, query: [String] = []
  ) -> Route {
    Route(
      .post, PathPattern(stringLiteral: "/v1/migration/\(verb)"), .act, action, body: .fields([]),
      query: ["dry_run"] + query, answers: MigrationDocument.schemaName,
      MigrationPlanDocument.schemaName, NothingDocument.schemaName)
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
