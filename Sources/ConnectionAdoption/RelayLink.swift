import Basics
import FoundationEssentials
import LinuxSystem

/// The relay's end of an adoption: gets one connection at a time, and hears how far it has come.
struct RelayLink: ~Copyable {
  private let socket: UnixSocket

  /// - Parameter lowest: the number from which our own descriptors begin.
  init(_ path: String, lowest: Int32) throws(Failure) {
    let first = try UnixSocket.connect(path, .packets)
    socket = try UnixSocket(owning: try first.descriptor.duplicate(from: lowest))
  }

  /// False when the relay won't have it.
  func pass(_ connection: borrowing Descriptor, _ kind: AdoptedKind)
    throws(Failure) -> Bool
  {
    try socket.send(Array(kind.rawValue.utf8), with: connection)
    return try answer() == "taken"
  }

  func tell(_ report: AdoptionReport) throws(Failure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let bytes = try? encoder.encode(report) else { return }
    try socket.send(Array(bytes))
    _ = try answer()
  }

  private func answer() throws(Failure) -> String {
    let bytes = try socket.receive(limit: 1_024)
    guard !bytes.isEmpty else { throw Failure(.relayGone, "cannot continue: the relay has ended") }
    return String(decoding: bytes, as: UTF8.self)
  }
}
