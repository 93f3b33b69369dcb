/// The declared ports that the node serves, from the bind and listen calls it makes.
public struct PortTable: Equatable, Sendable {
  public enum State: Equatable, Sendable {
    /// Not seen yet.
    case waiting
    /// The node accepts on the socket systemd holds.
    case held
    /// The node listens on a socket of its own.
    case bound
    /// The node wanted this port and listens on another: the silent fallback.
    case elsewhere(Address)
    /// The start grace is over and nothing came.
    case missing
  }

  public struct Entry: Equatable, Sendable {
    public let port: DeclaredPort
    public var state = State.waiting
    /// The node has asked for this port.
    var tried = false
  }

  public private(set) var entries: [Entry]
  /// The last declared port asked for in vain so far: a fallback right after it is its.
  private var lastTried: Int?

  public init(_ ports: [DeclaredPort]) {
    entries = []
    for port in ports { entries.append(Entry(port: port)) }
  }

  /// The held port a bind to `address` is meant for.
  public func held(for address: Address) -> Int? {
    for index in entries.indices
    where entries[index].port.held && entries[index].port.address == address { return index }
    return nil
  }

  /// The node asks for `address`; whether it gets it isn't known yet.
  public mutating func asked(for address: Address) {
    for index in entries.indices where entries[index].port.address.port == address.port {
      entries[index].tried = true
      lastTried = index
    }
  }

  /// The node accepts on the held socket of `index`.
  public mutating func listensHeld(_ index: Int) {
    entries[index].state = .held
    if lastTried == index { lastTried = nil }
  }

  /// The node listens on a socket of its own, bound to `address`.
  public mutating func listens(on address: Address) {
    for index in entries.indices where entries[index].port.address.port == address.port {
      // A held port that the node has bound by itself works too; it just doesn't survive it.
      entries[index].state = .bound
      if lastTried == index { lastTried = nil }
      return
    }
    guard let index = lastTried, !isServed(index) else { return }
    entries[index].state = .elsewhere(address)
    lastTried = nil
  }

  /// The start grace is over.
  public mutating func startGraceEnds() {
    for index in entries.indices where entries[index].state == .waiting {
      entries[index].state = .missing
    }
  }

  private func isServed(_ index: Int) -> Bool {
    entries[index].state == .held || entries[index].state == .bound
  }

  /// How many ports are.
  public var served: Int {
    var count = 0
    for index in entries.indices where isServed(index) { count += 1 }
    return count
  }

  /// Every port declared `ready` is served.
  public var isReady: Bool {
    for index in entries.indices where entries[index].port.ready && !isServed(index) {
      return false
    }
    return true
  }
}
