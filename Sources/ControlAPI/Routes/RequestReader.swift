import AgentCore
import Basics
import ControlModel
import FoundationEssentials

/// Makes the daemon's request out of an HTTP request whose route is known.
struct RequestReader {
  let route: Route
  /// The variable parts of the path.
  let values: [String: String]
  let query: [String: String]

  /// How long the caller would wait for a change of the operation, and since which.
  struct Patience: Equatable {
    let after: Int
    let seconds: Int64
  }

  init(route: Route, values: [String: String], query: [String: String]) throws(Failure) {
    for name in query.keys.sorted() where !route.query.contains(name) {
      throw Self.bad("the parameter \(name) is unknown there")
    }
    self.route = route
    self.values = values
    self.query = query
  }

  /// `file` is the uploaded file's name, for the route that takes one.
  func request(body: [UInt8], file: String?) throws(Failure) -> ControlRequest {
    let fields = try fields(of: body)
    switch route.action {
    case .status: return .status
    case .version: return .version
    case .releases: return .releases
    case .operations: return .operations
    case .operation: return .operation(id: values["id"] ?? "")
    case .addRelease:
      let (program, version) = try releaseName()
      return .addRelease(
        program: program, version: version, sha256: try digest(), file: file ?? "")
    case .removeRelease:
      guard
        let release = ReleaseID(program: values["program"] ?? "", folder: values["folder"] ?? "")
      else {
        throw Self.bad("a release is PROGRAM/VERSION-DIGEST")
      }
      return .removeRelease(release)
    case .enable: return try order(.enable)
    case .disable: return try order(.disable)
    case .start: return try order(.start)
    case .stop: return try order(.stop)
    case .restart: return try order(.restart)
    case .rollback: return try order(.rollback)
    case .swap:
      // With the program in front, or whole, when the version alone isn't enough.
      guard let version = fields["version"], ReleaseID.isName(version) else {
        throw Self.bad("the version isn't one")
      }
      return try order(.swap(version))
    case .drain: return try order(.drain(try drain(fields)))
    case .undrain: return try order(.undrain)
    case .applyConfiguration: return .applyConfiguration(dryRun: try isDryRun())
    case .host: return .host
    case .applyHost: return .applyHost
    case .health: return .health(refresh: try flag("refresh"))
    case .why: return .why(chain: try chain())
    case .committee: return .committee(chain: try chain())
    case .migration: return .migration
    case .migrate: return .migrate(try start(fields), dryRun: try isDryRun())
    case .pause: return .migrate(.pause, dryRun: try isDryRun())
    case .resume:
      return .migrate(.resume(acceptHalt: try flag("accept_halt")), dryRun: try isDryRun())
    case .abort: return .migrate(.abort, dryRun: try isDryRun())
    case .migrateBack:
      return .migrate(.rollback(acceptHalt: try flag("accept_halt")), dryRun: try isDryRun())
    case .finish: return .migrate(.finish, dryRun: try isDryRun())
    case .alive: return .alive
    case .readiness:
      let isReady = try drainedIsReady()
      guard let text = query["chain"] else {
        return .readiness(chain: nil, drainedIsReady: isReady)
      }
      guard let chain = ChainName(text) else { throw Self.bad("that isn't a chain's name") }
      return .readiness(chain: chain, drainedIsReady: isReady)
    }
  }

  /// Checked before the body is read, since the body may be large.
  func checkHead() throws(Failure) {
    guard route.action == .addRelease else { return }
    _ = try releaseName()
    _ = try digest()
  }

  func patience() throws(Failure) -> Patience? {
    guard let after = query["after"] else { return nil }
    guard let after = Int(after), let seconds = Int64(query["wait"] ?? "0"),
      (0...30).contains(seconds)
    else { throw Self.bad("after is a sequence number, wait is 0 to 30 seconds") }
    return Patience(after: after, seconds: seconds)
  }

  private func order(_ verb: Command.Verb) throws(Failure) -> ControlRequest {
    .order(
      verb, chain: try chain(), dryRun: try isDryRun(), acceptHalt: try flag("accept_halt"),
      together: try flag("together"), ledgerPutBack: try flag("ledger_put_back"),
      acceptHeight: try flag("accept_height"))
  }

  /// An empty release is none.
  private func start(_ fields: [String: String]) throws(Failure) -> MigrationRequest {
    guard let goal = Topology(rawValue: fields["to"] ?? "") else {
      let known = Topology.allCases.map(\.rawValue).joined(separator: ", ")
      throw Self.bad("to is one of \(known)")
    }
    guard let ifFails = Migration.IfFails(rawValue: fields["if_fails"] ?? "") else {
      throw Self.bad("if_fails is stay or back")
    }
    let release = fields["release"] ?? ""
    guard release.isEmpty || ReleaseID.isName(release) else {
      throw Self.bad("the release isn't a version")
    }
    return .start(
      to: goal, release: release.isEmpty ? nil : release, ifFails: ifFails,
      acceptHalt: try flag("accept_halt"), acceptConversion: try flag("accept_conversion"))
  }

  private func chain() throws(Failure) -> ChainName {
    guard let chain = ChainName(values["chain"] ?? "") else {
      throw Failure(
        .chainUnknown, "cannot find the chain: that isn't a chain's name", exit: .failed)
    }
    return chain
  }

  private func drain(_ fields: [String: String]) throws(Failure) -> Command.Drain {
    let reason = fields["reason"] ?? ""
    guard Command.Drain.isReason(reason) else {
      throw Self.bad("the reason is one line of at most 200 bytes")
    }
    var drain = Command.Drain(reason: reason)
    for (name, place) in [
      ("for_reboot", \Command.Drain.forReboot), ("without_peers", \Command.Drain.withoutPeers),
    ] {
      switch fields[name] {
      case "yes": drain[keyPath: place] = true
      case "no": drain[keyPath: place] = false
      case .some, nil: throw Self.bad("\(name) is yes or no")
      }
    }
    return drain
  }

  private func isDryRun() throws(Failure) -> Bool { try flag("dry_run") }

  private func flag(_ name: String) throws(Failure) -> Bool {
    switch query[name] {
    case nil, "0": return false
    case "1": return true
    case .some: throw Self.bad("\(name) is 0 or 1")
    }
  }

  private func drainedIsReady() throws(Failure) -> Bool {
    switch query["drained"] {
    case nil, "ready": return true
    case "unready": return false
    case .some: throw Self.bad("drained is ready or unready")
    }
  }

  private func releaseName() throws(Failure) -> (program: String, version: String) {
    guard let program = values["program"], ReleaseID.isProgram(program),
      let version = values["version"], ReleaseID.isVersion(version)
    else { throw Self.bad("the program or its version isn't a proper name") }
    return (program, version)
  }

  private func digest() throws(Failure) -> String? {
    guard let text = query["sha256"] else { return nil }
    guard text.utf8.count == 64, text.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
    else { throw Self.bad("sha256 is 64 lowercase hex digits") }
    return text
  }

  private func fields(of body: [UInt8]) throws(Failure) -> [String: String] {
    switch route.body {
    case .file: return [:]
    case .none:
      guard body.isEmpty else { throw Self.bad("no body is expected there") }
      return [:]
    case .fields(let names):
      if body.isEmpty && names.isEmpty { return [:] }
      let fields: [String: String]
      do { fields = try JSONDecoder().decode([String: String].self, from: Data(body)) } catch {
        throw Self.bad("the body isn't a JSON object of strings")
      }
      guard fields.keys.sorted() == names.sorted() else {
        let expected = names.isEmpty ? "no fields" : names.joined(separator: ", ")
        throw Self.bad("the body has other fields than expected: \(expected)")
      }
      return fields
    }
  }

  static func bad(_ text: String) -> Failure {
    Failure(.badRequest, "cannot read the request: \(text)")
  }
}
