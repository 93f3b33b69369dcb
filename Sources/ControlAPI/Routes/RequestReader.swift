import Basics
import ControlModel

/// Makes the daemon's request out of an HTTP request whose route is known.
struct RequestReader {
  let route: Route
  /// The variable parts of the path.
  let values: [String: String]
  let query: [String: String]
  private var body: [UInt8] = []
  /// The uploaded file's name, for the route that takes one.
  private var file = ""

  /// The time that the caller would wait for a change of the operation, and since which.
  struct Patience: Equatable {
    let after: Int
    let seconds: Int64
  }

  init(route: Route, values: [String: String], query: [String: String]) throws(Failure) {
    for name in query.keys.sorted() where !route.query.contains(name) {
      throw Self.bad("the parameter \"\(name)\" is not known here")
    }
    self.route = route
    self.values = values
    self.query = query
  }

  func request(body: [UInt8], file: String?) throws(Failure) -> ControlRequest {
    if case .none = route.body, !body.isEmpty { throw Self.bad("no body is expected") }
    var whole = self
    whole.body = body
    whole.file = file ?? ""
    return try route.read(whole)
  }

  /// Checked before the body is read, since the body may be large.
  func checkHead() throws(Failure) {
    guard case .file = route.body else { return }
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

  /// The terms in the body, and the flags in the query, where 0.2 had them; each may be given once.
  func given(_ names: [String]) throws(Failure) -> [String: TermValue] {
    var given = try TermCoding.fields(of: body)
    for name in given.keys.sorted() where !names.contains(name) {
      throw Self.bad("the body's key \"\(name)\" is not known here")
    }
    for name in query.keys.sorted()
    where given.updateValue(.flag(try flag(name)), forKey: name) != nil {
      throw Self.bad("\(name) is given twice")
    }
    return given
  }

  func chain() throws(Failure) -> ChainName {
    guard let chain = ChainName(values["chain"] ?? "") else {
      throw Failure(.chainUnknown, "cannot find the chain: the name isn't valid")
    }
    return chain
  }

  func flag(_ name: String) throws(Failure) -> Bool {
    switch query[name] {
    case nil, "0": return false
    case "1": return true
    case .some: throw Self.bad("\(name) is 0 or 1")
    }
  }

  func readiness() throws(Failure) -> ControlRequest {
    let isReady: Bool
    switch query["drained"] {
    case nil, "ready": isReady = true
    case "unready": isReady = false
    case .some: throw Self.bad("drained is ready or unready")
    }
    guard let text = query["chain"] else { return .readiness(chain: nil, drainedIsReady: isReady) }
    guard let chain = ChainName(text) else { throw Self.bad("that is not a chain's name") }
    return .readiness(chain: chain, drainedIsReady: isReady)
  }

  func addedRelease() throws(Failure) -> ControlRequest {
    let (program, version) = try releaseName()
    return .addRelease(program: program, version: version, sha256: try digest(), file: file)
  }

  func release() throws(Failure) -> ReleaseID {
    guard let release = ReleaseID(program: values["program"] ?? "", folder: values["folder"] ?? "")
    else { throw Self.bad("a release is PROGRAM/VERSION-DIGEST") }
    return release
  }

  private func releaseName() throws(Failure) -> (program: String, version: String) {
    guard let program = values["program"], ReleaseID.isProgram(program),
      let version = values["version"], ReleaseID.isVersion(version)
    else { throw Self.bad("the program or its version is not a valid name") }
    return (program, version)
  }

  private func digest() throws(Failure) -> String? {
    guard let text = query["sha256"] else { return nil }
    guard text.utf8.count == 64, text.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
    else { throw Self.bad("sha256 is 64 lowercase hex digits") }
    return text
  }

  static func bad(_ text: String) -> Failure {
    Failure(.badRequest, "cannot read the request: \(text)")
  }
}
