import NIOCore
import NIOHTTP1

/// The parts of requests that arrived before they can be dealt with: the next requests of a client that
/// doesn't wait for answers, or a body that comes faster than it can be sent on.
struct RequestQueue {
  /// The number of parts at which no more is read from the network.
  static let limit = 4

  private var parts = CircularBuffer<HTTPServerRequestPart>(initialCapacity: limit)
  private var isReadDue = false

  var first: HTTPServerRequestPart? { parts.first }
  var isEmpty: Bool { parts.isEmpty }

  mutating func append(_ part: HTTPServerRequestPart) { parts.append(part) }
  mutating func removeFirst() { parts.removeFirst() }
  mutating func removeAll() { parts.removeAll() }

  /// Whether a read may go on to the network; one that may not is remembered.
  mutating func admitsRead() -> Bool {
    guard parts.count < Self.limit else {
      isReadDue = true
      return false
    }
    return true
  }

  /// Whether a remembered read may go on now; true once for each.
  mutating func takeDueRead() -> Bool {
    guard isReadDue, parts.count < Self.limit else { return false }
    isReadDue = false
    return true
  }
}
