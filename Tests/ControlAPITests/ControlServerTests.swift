import AgentCore
import Basics
import ControlModel
import Glibc
import LinuxSystem
import TestSupport
import Testing

@testable import ControlAPI

@Suite struct ControlServerTests {
  @Test func aStatusIsReadByTheClient() throws {
    try serve { _ in
      .status(Sample.status)
    } _: { rig in
      try #expect(rig.client.status() == Sample.status)
    }
  }

  @Test func aFailureArrivesAsItWasThrown() throws {
    let failure = Failure(
      FailureKind(rawValue: "chain_busy"), "cannot swap: busy", hint: "wait", exit: .busy)
    try serve { _ in
      .failure(failure)
    } _: { rig in
      #expect(throws: failure) { try rig.client.order(.stop, chain: Sample.alpha) }
      #expect(rig.service.requests == [.order(.stop, chain: Sample.alpha)])
    }
  }

  @Test func whoMayNotActStillReads() throws {
    try serve(mayAct: false) { _ in
      .status(Sample.status)
    } _: { rig in
      try #expect(rig.client.status() == Sample.status)
      #expect { try rig.client.order(.stop, chain: Sample.alpha) } throws: {
        let failure = $0 as? Failure
        return failure?.kind.rawValue == "not_permitted" && failure?.exit == .notPermitted
          && failure?.hint?.hasPrefix("usermod -aG adnet") == true
      }
      #expect(rig.service.requests == [.status])
    }
  }

  @Test func aStaleSocketIsReplaced() throws {
    let folder = TestFolder()
    try folder.file("agent.sock")
    try serve(in: folder) { _ in
      .status(Sample.status)
    } _: { rig in
      try #expect(rig.client.status().host == "h1")
      try #expect(Folder.names(in: folder.path) == ["agent.sock", "incoming"])
    }
  }

  @Test func aSecondAgentIsRefused() throws {
    let folder = TestFolder()
    try serve(in: folder) { _ in
      nil
    } _: { rig in
      #expect {
        try serve(in: folder) { _ in
          nil
        } _: { _ in
        }
      } throws: {
        ($0 as? Failure)?.kind.rawValue == "agent_running"
      }
    }
  }

  @Test func whoSendsNothingOrTooSlowlyIsLetGo() throws {
    var limits = ServerLimits()
    (limits.idleSeconds, limits.uploadPauseSeconds) = (1, 1)
    try serve(limits: limits) { _ in
      nil
    } _: { rig in
      try #expect(rig.raw("GET /v1/sta") == "")
      try #expect(
        rig.raw("PUT /v1/releases/a/1 HTTP/1.1\r\nContent-Length: 9\r\n\r\n1")
          .hasPrefix("HTTP/1.1 408 "))
    }
  }

  @Test func keepAliveServesOneRequestAfterTheOther() throws {
    try serve { _ in
      .version(VersionDocument(version: "1"))
    } _: { rig in
      let request = "GET /v1/version HTTP/1.1\r\nHost: x\r\n\r\n"
      let last = "GET /v1/version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      let answers = try rig.raw(request + request + last)
      #expect(answers.matches(of: /HTTP\/1\.1 200 OK/).count == 3)
    }
  }

  @Test(arguments: [
    ("GARBAGE\r\n\r\n", "400 Bad Request"),
    ("GET /v1/status HTTP/1.1\r\nX: <LONG>\r\n\r\n", "400 Bad"),
    ("GET /nowhere HTTP/1.1\r\n\r\n", "404 Not Found"),
    ("DELETE /v1/status HTTP/1.1\r\n\r\n", "405 Method Not Allowed"),
    (
      "POST /v1/chains/alpha/stop HTTP/1.1\r\nContent-Length: 65537\r\n\r\n",
      "413 Payload Too Large"
    ),
    ("PUT /v1/releases/a/1 HTTP/1.1\r\nContent-Length: 1073741825\r\n\r\n", "413 Payload"),
    (
      "POST /v1/chains/alpha/stop HTTP/1.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]",
      "400 Bad Request"
    ),
  ])
  func badHTTPIsAnsweredAndTheConnectionEnds(_ request: String, _ status: String) throws {
    try serve { _ in
      nil
    } _: { rig in
      let long = String(repeating: "x", count: 20_000)
      let answer = try rig.raw(request.replacing("<LONG>", with: long))
      #expect(answer.hasPrefix("HTTP/1.1 \(status)"))
      #expect(answer.contains(#""schema" : "adnet.error/1""#))
      #expect(rig.service.requests.isEmpty)
    }
  }

  @Test func anUploadIsAFileDuringTheRequestAndGoneAfterIt() throws {
    let folder = TestFolder()
    let text = String(repeating: "0123456789abcdef", count: 50_000)
    let file = try folder.file("node", text)
    try serve(in: folder) { request in
      guard case .addRelease("alphaos", "1.0", nil, let name) = request,
        let got = try? folder.text("incoming/\(name)")
      else { return nil }
      return got == text
        ? .releases(ReleaseListDocument(releases: []))
        : .failure(Failure(FailureKind(rawValue: "differs"), ""))
    } _: { rig in
      let answer = try rig.client.addRelease(
        file: file, program: "alphaos", version: "1.0", sha256: nil)
      #expect(answer.releases.isEmpty)
      try #expect(folder.tree("incoming").isEmpty)
    }
  }

  @Test func anUploadThatEndsEarlyLeavesNothing() throws {
    let folder = TestFolder()
    try folder.file("incoming/upload-1", "of a process that died")
    try serve(in: folder) { _ in
      .status(Sample.status)
    } _: { rig in
      try #expect(folder.tree("incoming").isEmpty)
      try rig.leave("PUT /v1/releases/a/1 HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345")
      let deadline = Deadline(milliseconds: 30_000)
      while try !folder.tree("incoming").isEmpty, !deadline.isOver { Clock.sleep(milliseconds: 5) }
      try #expect(folder.tree("incoming").isEmpty)
    }
  }

  @Test(.enabled(if: SmallDisk.isPossible))
  func anUploadWithoutRoomIsRefusedAndLeavesNothing() throws {
    let disk = try SmallDisk(kilobytes: 512)
    let folder = TestFolder()
    let file = try folder.file("node", String(repeating: "x", count: 1 << 20))
    let server = try ControlServer.start(
      ScriptedService { _ in nil }, socket: "\(folder.path)/agent.sock", incoming: disk.path,
      limits: ServerLimits()
    ) { _ in Caller(uid: 1, pid: 1, mayAct: true) }
    defer { server.stop() }
    #expect {
      try ControlClient(socket: "\(folder.path)/agent.sock").addRelease(
        file: file, program: "alphaos", version: "1.0", sha256: nil)
    } throws: { ($0 as? Failure)?.kind.rawValue == "no_space" }
    try #expect(Folder.names(in: disk.path).isEmpty)
  }

  @Test func aLongPollEndsWithTheNextChange() throws {
    try serve { _ in
      .operation(Sample.operation(seq: 4))
    } _: { rig in
      try #expect(rig.client.operation("op1", after: 3, waitSeconds: 30).seq == 4)
      let change = try rig.afterwards { $0.publish(Sample.operation(seq: 5, outcome: .done)) }
      try #expect(rig.client.operation("op1", after: 4, waitSeconds: 30).seq == 5)
      change.join()
      try #expect(rig.client.operation("op1", after: 9, waitSeconds: 1).seq == 4)
    }
  }

  @Test func overTCPOnlyWhatIsOpenIsAnswered() throws {
    try serve { request in
      switch request {
      case .alive: .readiness(ReadinessDocument(isReady: true, reason: "the agent works"))
      case .readiness(let chain, _):
        .readiness(ReadinessDocument(isReady: false, chain: chain, state: .hung, reason: "hung"))
      default: .status(Sample.status)
      }
    } _: { rig in
      let port = try rig.server.serve(on: "127.0.0.1:0")
      func get(_ path: String) throws -> String {
        try answer(of: port, to: "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      }
      try #expect(get("/healthz").hasPrefix("HTTP/1.1 200 OK"))
      try #expect(get("/readyz?chain=alpha").hasPrefix("HTTP/1.1 503 "))
      try #expect(get("/readyz?chain=alpha&drained=unready").hasPrefix("HTTP/1.1 503 "))
      try #expect(get("/readyz?drained=1").hasPrefix("HTTP/1.1 400 "))
      try #expect(get("/readyz?chain=UPPER").hasPrefix("HTTP/1.1 400 "))
      try #expect(get("/readyz?chian=alpha").hasPrefix("HTTP/1.1 400 "))
      try #expect(get("/v1/status").hasPrefix("HTTP/1.1 403 "))
      try #expect(get("/v1/chains/alpha/stop").hasPrefix("HTTP/1.1 405 "))
    }
  }

  /// All that comes back over TCP, up to the end of the connection.
  private func answer(of port: Int, to request: String) throws -> String {
    let raw = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    let connection = Descriptor(owning: raw)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(raw, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(connected == 0)
    try connection.writeAll(Array(request.utf8))
    var bytes = [UInt8](repeating: 0, count: 16_384)
    var text = ""
    while case let count = recv(raw, &bytes, bytes.count, 0), count > 0 {
      text += String(decoding: bytes[..<count], as: UTF8.self)
    }
    return text
  }

  @Test func readersCanNotLockOperatorsOut() throws {
    var limits = ServerLimits()
    limits.readers = 1
    try serve(mayAct: false, limits: limits) { _ in
      .status(Sample.status)
    } _: { rig in
      let idle = try ControlConnection(to: rig.socket)
      #expect(throws: HTTPExchange.lost) {
        _ = try rig.client.status()
        _ = try rig.client.status()
      }
      _ = consume idle
    }
  }

  @Test func aBusyDaemonIsToldAsSuch() throws {
    var limits = ServerLimits()
    limits.answerSeconds = 1
    try serve(limits: limits) { _ in
      nil
    } _: { rig in
      #expect { try rig.client.status() } throws: { ($0 as? Failure)?.kind.rawValue == "no_answer" }
    }
  }

  @Test func nobodyThereIsUnreachable() {
    #expect { try ControlClient(socket: "/nonexistent/agent.sock").status() } throws: {
      ($0 as? Failure)?.kind.rawValue == "agent_unreachable"
        && ($0 as? Failure)?.exit == .unreachable
    }
  }
}
