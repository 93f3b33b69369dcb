public import Basics
import Glibc

/// A set of descriptors to wait for. The indices that `add` returns tell which are ready.
public struct Poll: Sendable {
  public struct Events: OptionSet, Sendable {
    public let rawValue: Int16
    public init(rawValue: Int16) { self.rawValue = rawValue }
    public static let readable = Events(rawValue: Int16(POLLIN))
    public static let writable = Events(rawValue: Int16(POLLOUT))
  }

  private var items: [pollfd] = []

  public init() {}

  @discardableResult
  public mutating func add(_ descriptor: borrowing Descriptor, _ events: Events = .readable) -> Int
  {
    add(raw: descriptor.raw, events)
  }

  /// For descriptors that a library owns.
  @discardableResult
  public mutating func add(raw: Int32, _ events: Events = .readable) -> Int {
    items.append(pollfd(fd: raw, events: events.rawValue, revents: 0))
    return items.count - 1
  }

  /// Waits for the first to be ready; nil waits forever. Returns how many are; 0 also after a
  /// signal.
  @discardableResult
  public mutating func wait(milliseconds: Int64?) throws(Failure) -> Int {
    let timeout = milliseconds.map { CInt(clamping: max(0, $0)) } ?? -1
    let ready = poll(&items, nfds_t(items.count), timeout)
    if ready >= 0 { return Int(ready) }
    guard errno == EINTR else { throw Failure(cannot: "wait for events", errno: errno) }
    for index in items.indices { items[index].revents = 0 }
    return 0
  }

  /// Whether something happened there, an error or a hang-up included.
  public func isReady(_ index: Int) -> Bool { items[index].revents != 0 }
}
