import AgentCore
import Basics
import ControlModel
import TestSupport
import Testing

@testable import ControlAPI

@Suite struct RouteTests {
  @Test func theReferenceIsPrintedFromTheTable() throws {
    try #expect(ApiReference.text == Golden.file("docs/api.md", ApiReference.text))
  }

  @Test func whatChangesAnythingMayOnlyBeCalledByThoseWhoMayAct() {
    for route in RouteTable.routes { #expect((route.method == .get) == (route.access != .act)) }
  }

  @Test(
    arguments: [
      ("GET /v1/status", .status), ("GET /v1/operations/a%20b", .operation(id: "a b")),
      (
        "POST /v1/chains/alpha/stop?dry_run=1",
        .order(.stop, chain: Sample.alpha, terms { $0.dryRun = true })
      ),
      (
        #"POST /v1/chains/alpha/stop?together=1 {"dry_run":true,"accept_halt":false}"#,
        .order(
          .stop, chain: Sample.alpha,
          terms {
            $0.dryRun = true
            $0.together = true
          })
      ),
      ("POST /v1/chains/alpha/start {}", .order(.start, chain: Sample.alpha)),
      (
        #"POST /v1/chains/alpha/swap {"version":"1.2.0+b~1"}"#,
        .order(.swap, chain: Sample.alpha, terms { $0.version = "1.2.0+b~1" })
      ),
      (
        #"POST /v1/chains/alpha/drain {"reason":"yes","for_reboot":"yes","without_peers":"no"}"#,
        .order(
          .drain, chain: Sample.alpha,
          terms {
            $0.reason = "yes"
            $0.forReboot = true
          })
      ),
      (
        "DELETE /v1/releases/alphaos/1.0-0123456789ab",
        .removeRelease(ReleaseID("alphaos/1.0-0123456789ab")!)
      ),
      ("POST /v1/configuration/apply?dry_run=0", .applyConfiguration(dryRun: false)),
      (
        "POST /v1/chains/alpha/restart?accept_halt=1 {}",
        .order(.restart, chain: Sample.alpha, terms { $0.acceptHalt = true })
      ),
      (
        "POST /v1/chains/alpha/restart?together=1 {}",
        .order(.restart, chain: Sample.alpha, terms { $0.together = true })
      ),
      (
        "POST /v1/chains/alpha/start?accept_height=1",
        .order(.start, chain: Sample.alpha, terms { $0.acceptHeight = true })
      ),
      ("GET /readyz?chain=alpha", .readiness(chain: Sample.alpha)),
      ("GET /readyz?drained=unready", .readiness(chain: nil, drainedIsReady: false)),
      ("GET /v1/migration", .migration),
      (
        #"POST /v1/migration/start?dry_run=1 {"to":"unified","release":"","if_fails":"back"}"#,
        .migrate(
          .start,
          goal(.unified) {
            $0.ifFails = .back
            $0.dryRun = true
          })
      ),
      (
        #"POST /v1/migration/start?accept_halt=1 {"to":"split","release":"2.0","if_fails":"stay"}"#,
        .migrate(
          .start,
          goal(.split) {
            $0.release = "2.0"
            $0.acceptHalt = true
          })
      ),
      (
        #"POST /v1/migration/start {"to":"split","accept_conversion":true}"#,
        .migrate(.start, goal(.split) { $0.acceptConversion = true })
      ),
      ("POST /v1/migration/pause {}", .migrate(.pause)),
      (
        "POST /v1/migration/rollback?dry_run=1 {}",
        .migrate(.rollback, goal(nil) { $0.dryRun = true })
      ),
      (
        "POST /v1/migration/rollback?accept_halt=1 {}",
        .migrate(.rollback, goal(nil) { $0.acceptHalt = true })
      ),
      (
        "POST /v1/migration/resume?accept_halt=1",
        .migrate(.resume, goal(nil) { $0.acceptHalt = true })
      ),
      ("GET /v1/chains/alpha/why", .why(chain: Sample.alpha)),
      ("GET /v1/chains/alpha/committee", .committee(chain: Sample.alpha)),
      ("GET /v1/host", .host), ("POST /v1/host/apply {}", .applyHost),
    ] as [(String, ControlRequest)])
  func aGoodRequestIsUnderstood(_ line: String, _ request: ControlRequest) throws {
    try #expect(read(line) == request)
  }

  @Test(arguments: [
    ("GET /v2/status", "route_unknown"), ("GET status", "bad_request"),
    ("GET /v1//status", "bad_request"), ("GET /v1/status?x=1", "bad_request"),
    ("POST /v1/status", "method_not_allowed"), ("GET /v1/%zz", "bad_request"),
    ("POST /v1/chains/Alpha/stop", "chain_unknown"),
    ("POST /v1/chains/alpha/stop?dryrun=1", "bad_request"),
    ("POST /v1/chains/alpha/stop?dry_run=yes", "bad_request"),
    ("POST /v1/chains/alpha/stop?dry_run=1&dry_run=0", "bad_request"),
    (#"POST /v1/chains/alpha/stop {"dryrun":true}"#, "bad_request"),
    (#"POST /v1/chains/alpha/stop {"dry_run":"maybe"}"#, "bad_request"),
    (#"POST /v1/chains/alpha/stop {"dry_run":1}"#, "bad_request"),
    (#"POST /v1/chains/alpha/stop {"dry_run":false,"dry_run":true}"#, "bad_request"),
    (#"POST /v1/chains/alpha/stop {"dry\u005frun":false,"dry_run":true}"#, "bad_request"),
    (#"POST /v1/chains/alpha/stop?dry_run=0 {"dry_run":true}"#, "bad_request"),
    (#"POST /v1/chains/alpha/stop {"accept_height":true}"#, "bad_request"),
    ("POST /v1/chains/alpha/rollback?accept_height=1", "bad_request"),
    (#"POST /v1/chains/alpha/drain {"reason":true}"#, "bad_request"),
    (#"POST /v1/host/apply {"x":true}"#, "bad_request"),
    ("POST /v1/chains/alpha/swap", "bad_request"),
    ("POST /v1/chains/alpha/swap {}", "bad_request"),
    (#"POST /v1/chains/alpha/swap {"version":"../x"}"#, "bad_request"),
    (#"POST /v1/chains/alpha/swap?version=1 {}"#, "bad_request"),
    (#"POST /v1/chains/alpha/swap {"version":1}"#, "bad_request"),
    ("PUT /v1/releases/alphaos/..%2Fx", "bad_request"),
    ("PUT /v1/releases/alphaos/1.0?sha256=abc", "bad_request"),
    ("DELETE /v1/releases/alphaos/1.0", "bad_request"),
    ("GET /v1/operations/1?after=1&wait=31", "bad_request"),
    (#"POST /v1/migration/start {"to":"both","release":"","if_fails":"back"}"#, "bad_request"),
    (#"POST /v1/migration/start {"to":"split","release":"","if_fails":"no"}"#, "bad_request"),
    (#"POST /v1/migration/start {"to":"split","release":"../x","if_fails":"back"}"#, "bad_request"),
    (#"POST /v1/migration/start {"if_fails":"stay"}"#, "bad_request"),
    ("POST /v1/migration/abort?accept_halt=1 {}", "bad_request"),
  ])
  func aBadRequestIsRefused(_ line: String, _ kind: String) {
    #expect { _ = try read(line) } throws: { ($0 as? Failure)?.kind.rawValue == kind }
  }

  private func read(_ line: String) throws(Failure) -> ControlRequest {
    let words = line.split(separator: " ", maxSplits: 2).map(String.init)
    guard let target = RequestTarget(words[1]) else { throw RequestReader.bad("target") }
    switch RouteTable.match(words[0], target.segments) {
    case .none: throw Failure(.routeUnknown, "", exit: .failed)
    case .otherMethod: throw Failure(.methodNotAllowed, "", exit: .failed)
    case .route(let route, let values):
      let reader = try RequestReader(route: route, values: values, query: target.query)
      try reader.checkHead()
      _ = try reader.patience()
      return try reader.request(body: words.count > 2 ? Array(words[2].utf8) : [], file: "f")
    }
  }
}

private func terms(_ change: (inout OrderTerms) -> Void) -> OrderTerms {
  var terms = OrderTerms()
  change(&terms)
  return terms
}

private func goal(
  _ goal: Topology?, _ change: (inout MigrationTerms) -> Void
) -> MigrationTerms {
  var terms = MigrationTerms()
  terms.to = goal
  change(&terms)
  return terms
}
