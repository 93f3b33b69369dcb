import Basics
import FoundationEssentials
import Glibc
import LinuxSystem

/// The socket where the adopter of a node's live connections passes them: one message with one
/// descriptor each, answered before the next; in between, how far it has come.
final class AdoptionSocket {
  private let listener: UnixListener
  private let path: String
  private var session: Session?
  private(set) var report: AdoptionReport?

  private final class Session {
    let socket: UnixSocket
    init(_ socket: consuming UnixSocket) { self.socket = socket }
  }

  init(path: String) throws(Failure) {
    self.path = path
    // Whoever drains has the node's account, and our group for it.
    listener = try UnixListener.listen(path, .packets, mode: 0o660)
  }

  /// The indices to look at after the wait.
  func add(to poll: inout Poll) -> Range<Int> {
    let first = poll.add(listener.descriptor)
    if let session { return first..<(poll.add(session.socket.descriptor) + 1) }
    return first..<(first + 1)
  }

  /// - Parameters:
  ///   - begins: called when a take-over begins.
  ///   - take: says why it won't have the connection, or nothing.
  func serve(
    _ poll: borrowing Poll, _ indices: Range<Int>, begins: () -> Void,
    take: (consuming Descriptor, AdoptedKind) -> String?
  ) {
    do throws(Failure) {
      if indices.count == 2, poll.isReady(indices.lowerBound + 1) { try receive(take) }
      if poll.isReady(indices.lowerBound),
        let next = try listener.accept(timeoutMilliseconds: 0)
      {
        // The newest is right: an older one is dead, or about to be.
        session = Session(next)
        report = nil
        begins()
      }
    } catch {
      ServiceLog.journal("\(error)")
      end()
    }
  }

  private func receive(
    _ take: (consuming Descriptor, AdoptedKind) -> String?
  ) throws(Failure) {
    guard let session else { return }
    // What is there now; a drain hands over thousands in a row, and others wait meanwhile.
    for _ in 0..<64 {
      guard let packet = try session.socket.receivePacket(limit: 4_096) else { return }
      guard !packet.bytes.isEmpty else { return end() }
      try session.socket.send(Array(answer(packet, take).utf8), timeoutMilliseconds: 1_000)
    }
  }

  private func answer(
    _ packet: consuming UnixSocket.Packet, _ take: (consuming Descriptor, AdoptedKind) -> String?
  )
    -> String
  {
    let bytes = packet.bytes
    if let connection = packet.takeDescriptor() {
      guard let kind = AdoptedKind(rawValue: String(decoding: bytes, as: UTF8.self)) else {
        return "refused unknown protocol of the connection"
      }
      return take(connection, kind).map { "refused \($0)" } ?? "taken"
    }
    do {
      report = try JSONDecoder().decode(AdoptionReport.self, from: Data(bytes))
      return "noted"
    } catch {
      return "refused not a report: \(error)"
    }
  }

  private func end() {
    session = nil
    if report?.state != .over { report?.state = .broken }
  }

  func remove() {
    // The next relay replaces it in any case.
    _ = try? File.remove(path)
  }
}
