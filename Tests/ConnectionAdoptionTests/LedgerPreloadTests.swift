import Testing

@testable import ConnectionAdoption

@Suite struct LedgerPreloadTests {
  @Test func theLatestAreChosenAsFarAsTheyFit() {
    let items = [
      LedgerPreload.Item(path: "/old", bytes: 10, modifiedMs: 1),
      LedgerPreload.Item(path: "/b", bytes: 40, modifiedMs: 3),
      LedgerPreload.Item(path: "/a", bytes: 50, modifiedMs: 3),
      LedgerPreload.Item(path: "/middle", bytes: 60, modifiedMs: 2),
    ]
    #expect(LedgerPreload.chosen(items, most: 100).map(\.path) == ["/a", "/b"])
    #expect(LedgerPreload.chosen(items, most: 160).map(\.path) == ["/a", "/b", "/middle", "/old"])
    #expect(LedgerPreload.chosen(items, most: 0).isEmpty)
  }
}
