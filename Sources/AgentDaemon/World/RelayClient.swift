import Basics
import FoundationEssentials
import LinuxSystem

/// Asks a chain's relay, one line a connection.
struct RelayClient {
  private let path: String

  init(_ chain: ChainName, _ paths: Paths) { path = paths.relaySocket(chain) }

  func ask(_ command: RelayCommand, timeoutMilliseconds: Int64) throws(Failure) -> RelayReport {
    let deadline = Deadline(milliseconds: timeoutMilliseconds)
    let socket = try UnixSocket.connect(
      path, .stream, timeoutMilliseconds: deadline.remainingMilliseconds)
    try socket.send(
      Array("\(command.line)\n".utf8), timeoutMilliseconds: deadline.remainingMilliseconds)
    var line: [UInt8] = []
    while line.last != UInt8(ascii: "\n") {
      let bytes = try socket.receive(
        limit: 16 * 1024, timeoutMilliseconds: deadline.remainingMilliseconds)
      guard !bytes.isEmpty, line.count < 64 * 1024 else { break }
      line += bytes
    }
    let reply: RelayReply
    do { reply = try JSONDecoder().decode(RelayReply.self, from: Data(line)) } catch {
      throw Failure(.relayAnswer, "cannot read the relay's answer: \(error)")
    }
    switch reply {
    case .report(let report): return report
    case .refusal(let kind, let text): throw Failure(kind, text)
    }
  }
}
