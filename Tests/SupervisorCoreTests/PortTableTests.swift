import SupervisorCore
import Testing

struct PortTableTests {
  static func address(_ port: UInt16) -> Address {
    Address(family: .four, bytes: [0, 0, 0, 0], port: port)
  }
  var table = PortTable([
    DeclaredPort(role: "rest", address: address(3030), held: true, ready: true),
    DeclaredPort(role: "p2p", address: address(4130), held: false, ready: true),
    DeclaredPort(role: "metrics", address: address(9090), held: false, ready: false),
  ])

  @Test mutating func isReadyWhenEveryReadyPortIsServed() {
    #expect(!table.isReady)
    table.listensHeld(0)
    #expect(!table.isReady)
    table.asked(for: Self.address(4130))
    table.listens(on: Self.address(4130))
    #expect(table.isReady)
    #expect(table.entries.map(\.state) == [.held, .bound, .waiting])
  }

  @Test mutating func seesTheFallbackToARandomPort() {
    table.asked(for: Self.address(4130))
    table.listens(on: Self.address(41_231))
    #expect(table.entries[1].state == .elsewhere(Self.address(41_231)))
    #expect(!table.isReady)
  }

  @Test mutating func anUndeclaredPortAfterAServedOneIsNoFallback() {
    table.asked(for: Self.address(4130))
    table.listens(on: Self.address(4130))
    table.listens(on: Self.address(50_000))
    #expect(table.entries[1].state == .bound)
  }

  @Test mutating func aFallbackThatComesRightAfterAllIsForgotten() {
    table.asked(for: Self.address(4130))
    table.listens(on: Self.address(41_231))
    table.listens(on: Self.address(4130))
    #expect(table.entries[1].state == .bound)
  }

  @Test mutating func reportsWhatIsMissingAfterTheGrace() {
    table.listensHeld(0)
    table.startGraceEnds()
    #expect(table.entries.map(\.state) == [.held, .missing, .missing])
  }

  @Test func holdsOnlyTheExactAddress() {
    #expect(table.held(for: Self.address(3030)) == 0)
    #expect(table.held(for: Self.address(4130)) == nil)
    #expect(table.held(for: Address(family: .four, bytes: [127, 0, 0, 1], port: 3030)) == nil)
  }
}
