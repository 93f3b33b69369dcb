import AgentCore
import LinuxSystem

/// The clients who are being answered 503, a bounded number at once: the others wait on.
struct Apologies {
  private var items: [Apology] = []
  private(set) var answered = 0
  /// Where those that were waited for begin in the poll, and how many they are.
  private var polled = 0..<0
  private static let atOnce = 256

  var isEmpty: Bool { items.isEmpty }
  var owesAnswers: Bool { items.contains { !$0.isAnswered } }
  var hasRoom: Bool { items.count < Self.atOnce }
  /// Until the first of them has had enough time.
  var remainingMilliseconds: Int64? { items.map(\.remainingMilliseconds).min() }

  /// Clients who have their answer but don't close must not keep others from theirs.
  mutating func makeRoom() {
    if !hasRoom { items.removeAll(where: \.isAnswered) }
  }

  mutating func add(to poll: inout Poll) {
    let indices = items.map { poll.add($0.connection.descriptor, $0.waitsFor) }
    polled = (indices.first ?? 0)..<((indices.last ?? -1) + 1)
  }

  mutating func accept(from sockets: [DrainSocket]) throws(Failure) {
    for socket in sockets {
      while hasRoom, let connection = try socket.accept() { items.append(Apology(connection)) }
    }
  }

  /// Those for whom something happened since the poll, and those who came after it.
  mutating func advance(after poll: Poll) {
    var rest: [Apology] = []
    for (index, item) in items.enumerated() {
      let mayAdvance = index >= polled.count || poll.isReady(polled.lowerBound + index)
      let wasAnswered = item.isAnswered
      let outcome = mayAdvance || item.remainingMilliseconds == 0 ? item.advance() : .waiting
      if item.isAnswered && !wasAnswered { answered += 1 }
      switch outcome {
      case .waiting: rest.append(item)
      case .ended: continue
      }
    }
    items = rest
  }
}
