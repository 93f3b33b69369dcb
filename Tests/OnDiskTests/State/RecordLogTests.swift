import Basics
import LinuxSystem
import OnDisk
import TestSupport
import Testing

private struct Line: Codable, Hashable, Sendable {
  var number: Int
  var text = "x"
}

@Suite struct RecordLogTests {
  let folder = TestFolder()
  private var log: RecordLog<Line> { RecordLog("\(folder.path)/log", capacity: 8) }
  private func numbers() throws -> [Int] { try log.read().map(\.number) }

  @Test func isEmptyBeforeTheFirstRecord() throws { #expect(try numbers() == []) }

  @Test func keepsTheLastAndStaysBounded() throws {
    for number in 1...100 {
      try log.append(Line(number: number))
      #expect(try numbers() == Array(max(1, number - 7)...number))
      #expect(try folder.text("log").split(separator: "\n").count <= 10)
    }
    #expect(try folder.tree() == ["log"])
  }

  @Test func aTornLastLineIsPassedOverAndGoneAfterTheNextRecord() throws {
    try folder.file("log", "{\"number\":1,\"text\":\"x\"}\n{\"numb")
    #expect(try numbers() == [1])
    try log.append(Line(number: 2))
    #expect(try numbers() == [1, 2])
    #expect(try !folder.text("log").contains("{\"numb{"))
  }

  @Test func aLineOfAnotherVersionIsPassedOver() throws {
    try folder.file("log", "{\"number\":1,\"text\":\"x\"}\n{\"other\":1}\nnonsense\n\n")
    try log.append(Line(number: 2))
    #expect(try numbers() == [1, 2])
  }

  @Test(.enabled(if: SmallDisk.isPossible, "only root can mount a small disk"))
  func aFullDiskLeavesTheRecordsAsTheyWere() throws {
    let disk = try SmallDisk(kilobytes: 64)
    let log = RecordLog<Line>("\(disk.path)/log", capacity: 8)
    try log.append(Line(number: 1))
    try disk.fill()
    do {
      try log.append(Line(number: 2, text: String(repeating: "x", count: 8_000)))
      Issue.record("it was appended")
    } catch { #expect(error.kind.rawValue == "no_space") }
    #expect(try log.read() == [Line(number: 1)])
    #expect(try File.text("\(disk.path)/log", limit: 100).hasSuffix("}\n"))
  }
}
