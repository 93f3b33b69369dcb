import Testing

@testable import Adoption

@Suite struct HotFilesTests {
  @Test func theLatestAreChosenAsFarAsTheyFit() {
    let items = [
      HotFiles.Item(path: "/old", bytes: 10, modifiedMs: 1),
      HotFiles.Item(path: "/b", bytes: 40, modifiedMs: 3),
      HotFiles.Item(path: "/a", bytes: 50, modifiedMs: 3),
      HotFiles.Item(path: "/middle", bytes: 60, modifiedMs: 2),
    ]
    #expect(HotFiles.chosen(items, most: 100).map(\.path) == ["/a", "/b"])
    #expect(HotFiles.chosen(items, most: 160).map(\.path) == ["/a", "/b", "/middle", "/old"])
    #expect(HotFiles.chosen(items, most: 0).isEmpty)
  }
}
