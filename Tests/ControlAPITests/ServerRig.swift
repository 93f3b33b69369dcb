import ControlModel
import LinuxSystem
import TestSupport

@testable import ControlAPI

/// A server in a folder of its own, with a scripted daemon behind it.
struct ServerRig {
  let service: ScriptedService
  let server: ControlServer
  let socket: String

  var client: ControlClient { ControlClient(socket: socket) }

  /// All that comes back for these bytes, up to the end of the connection.
  func raw(_ request: String) throws -> String {
    let connection = try ControlConnection(to: socket)
    try connection.send(Array(request.utf8))
    return String(decoding: try connection.receive(seconds: 10), as: UTF8.self)
  }

  /// Sends, and hangs up without reading.
  func leave(_ request: String) throws {
    let connection = try ControlConnection(to: socket)
    try connection.send(Array(request.utf8))
  }

  /// Runs on a thread of its own in a moment; join it.
  func afterwards(_ body: @escaping @Sendable (ControlServer) -> Void) throws -> Thread {
    let server = server
    return try Thread.start(name: "afterwards") {
      Clock.sleep(milliseconds: 100)
      body(server)
    }
  }
}

func serve(
  in folder: TestFolder = TestFolder(), mayAct: Bool = true, limits: ServerLimits = ServerLimits(),
  _ script: @escaping @Sendable (ControlRequest) -> ControlReply?,
  _ test: (ServerRig) throws -> Void
) throws {
  let service = ScriptedService(script)
  let socket = "\(folder.path)/agent.sock"
  let server = try ControlServer.start(
    service, socket: socket, incoming: try folder.folder("incoming"), limits: limits
  ) { _ in Caller(uid: 1, pid: 1, mayAct: mayAct) }
  defer { server.stop() }
  try withExtendedLifetime(folder) {
    try test(ServerRig(service: service, server: server, socket: socket))
  }
}
