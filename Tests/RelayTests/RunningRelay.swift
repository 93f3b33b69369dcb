import AgentCore
import Basics
import FoundationEssentials
import Glibc
import LinuxSystem
import Synchronization

@testable import Relay

/// A relay on a thread of this process, with the sockets of some held ports.
final class RunningRelay: Sendable {
  private let folder: String
  private let stopper: EventFD
  private let thread: Mutex<Thread?>
  private let outcome: Outcome

  private final class Outcome: Sendable {
    let error = Mutex<(any Error)?>(nil)
    let isReady: EventFD
    init() throws { isReady = try EventFD() }
  }

  var controlPath: String { "\(folder)/control.sock" }
  var adoptionPath: String { "\(folder)/adoption.sock" }

  init(
    _ ports: HeldPort..., parkLimitMilliseconds: Int64 = 60_000, limits: ClientLimits = .quick,
    isShared: Bool = true
  ) throws {
    var template = Array("/tmp/adnet-relay-test-XXXXXX".utf8CString)
    folder = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
    var settings = RelaySettings(
      controlPath: "\(folder)/control.sock", adoptionPath: "\(folder)/adoption.sock")
    settings.parkLimitMilliseconds = parkLimitMilliseconds
    settings.limits = limits
    if isShared { settings.sharedPorts = Set(ports.map(\.port)) }
    stopper = try EventFD()
    let outcome = try Outcome()
    self.outcome = outcome
    let stop = try stopper.descriptor.duplicate().release()
    thread = Mutex(
      try Thread.start(name: "relay") { [settings] in
        do {
          var sockets = RelaySockets()
          for port in ports {
            sockets.drain.append(DrainSocket(try port.takeDrain()))
            sockets.held.append(
              try Relay.heldSocket(port.node.listener.descriptor.duplicate()))
          }
          let loop = try RelayLoop(
            sockets, settings: settings, stop: Descriptor(owning: stop))
          defer { loop.clients.shutDown() }
          try loop.run(ready: { outcome.isReady.signal() })
        } catch {
          outcome.error.withLock { $0 = error }
          outcome.isReady.signal()
        }
      })
    var poll = Poll()
    poll.add(outcome.isReady.descriptor)
    guard try poll.wait(milliseconds: 10_000) == 1 else {
      throw Failure(.timedOut, "cannot start the relay: not ready")
    }
    if let error = outcome.error.withLock({ $0 }) { throw error }
  }

  /// With peers that answer whoever comes.
  static func diverted(
    _ port: HeldPort, to peers: [ScriptedServer], parkLimitMilliseconds: Int64 = 5_000
  ) throws -> RunningRelay {
    let relay = try RunningRelay(port, parkLimitMilliseconds: parkLimitMilliseconds)
    try relay.ask(.peers(peers.map(\.url)))
    try relay.ask(.routeRelay)
    return relay
  }

  /// Its sockets are closed when this returns, unless somebody else has them too.
  func stop() throws {
    stopper.signal()
    if let thread = thread.withLock({ $0.take() }) { thread.join() }
    if let error = outcome.error.withLock({ $0 }) { throw error }
  }

  deinit { rmdir(folder) }

  func text(_ line: String) throws -> String { try Self.ask(line, at: controlPath) }

  @discardableResult
  func ask(_ command: RelayCommand) throws -> RelayReport {
    let text = try text(command.line)
    switch try JSONDecoder().decode(RelayReply.self, from: Data(text.utf8)) {
    case .report(let report): return report
    case .refusal(let kind, let text): throw Failure(kind, text, exit: .failed)
    }
  }

  static func ask(_ line: String, at path: String) throws -> String {
    let socket = try UnixSocket.connect(path, .stream)
    try socket.send(Array("\(line)\n".utf8))
    var answer: [UInt8] = []
    while true {
      let more = try socket.receive(limit: 4096)
      if more.isEmpty { return String(decoding: answer, as: UTF8.self) }
      answer += more
    }
  }
}

extension ClientLimits {
  /// So that tests needn't wait for long.
  static var quick: ClientLimits {
    var limits = ClientLimits()
    limits.head = 1_000
    limits.body = 1_000
    limits.linger = 500
    limits.lingering = 100
    return limits
  }
}
