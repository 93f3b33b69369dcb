import Basics
import FoundationEssentials
import Glibc
import LinuxSystem

/// The socket where the relay takes orders: one connection, one line, one line of JSON back.
struct ControlSocket: ~Copyable {
  private let listener: UnixListener
  private let path: String

  init(path: String) throws(Failure) {
    self.path = path
    listener = try UnixListener.listen(path, .stream, mode: 0o660)
  }

  var descriptor: Descriptor {
    _read { yield listener.descriptor }
  }

  /// Serves one that has connected. Only we, root and our group get so far, so a short wait for
  /// the line is no danger.
  func serve(_ obey: (RelayCommand) -> RelayReply) {
    do throws(Failure) {
      guard let client = try listener.accept(timeoutMilliseconds: 0) else { return }
      let reply =
        if mayAct(try client.peer()) {
          try command(from: client).map(obey)
            ?? .refusal(kind: .unknownCommand, text: "cannot execute the command: unknown command")
        } else {
          RelayReply.refusal(kind: .notPermitted, text: "cannot execute the command: not permitted")
        }
      try client.send(try line(reply), timeoutMilliseconds: 1_000)
    } catch {
      // The client has gone, or never spoke: nobody is left to be told.
      ServiceLog.journal("\(error)")
    }
  }

  func remove() {
    // The next relay replaces it in any case.
    _ = try? File.remove(path)
  }

  /// The file's mode says the same; this holds even if someone opened that up.
  private func mayAct(_ peer: PeerCredentials) -> Bool {
    peer.user == 0 || peer.user == geteuid() || peer.groups.contains(getegid())
  }

  private func command(from client: borrowing UnixSocket) throws(Failure) -> RelayCommand? {
    let deadline = Deadline(milliseconds: 1_000)
    var line: [UInt8] = []
    while !line.contains(UInt8(ascii: "\n")) && line.count < 16_384 {
      let more = try client.receive(
        limit: 4_096, timeoutMilliseconds: deadline.remainingMilliseconds)
      if more.isEmpty { break }
      line += more
    }
    let text = line.prefix { $0 != UInt8(ascii: "\n") }
    return RelayCommand(line: String(decoding: text, as: UTF8.self))
  }

  private func line(_ reply: RelayReply) throws(Failure) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do {
      return Array(try encoder.encode(reply)) + [UInt8(ascii: "\n")]
    } catch {
      throw Failure(.internal, "cannot encode a reply: \(error)")
    }
  }
}
