import FoundationEssentials

/// The repository, as a test sees it.
enum House {
  static let root: String = {
    // Tests/HouseTests/House.swift
    #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
  }()

  /// A row of the table in docs/architecture.md, which is the only list of targets and floors.
  struct Row {
    let floor: String
    let target: String

    init?(_ line: Substring) {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.split(separator: " ").joined(separator: " ") }
      guard cells.count == 5 else { return nil }
      (floor, target) = (cells[1], cells[2])
    }
  }

  static let header = "| floor | target | imports of ours |\n|---|---|---|\n"

  /// The rows, from the top of the house down; empty without the table.
  static let rows: [Row] = {
    guard let text = try? read("docs/architecture.md"), let found = text.firstRange(of: header)
    else { return [] }
    return text[found.upperBound...].split(separator: "\n").compactMap(Row.init)
  }()

  static var targets: [String] { rows.map(\.target) }

  /// The height of a target's floor, 0 at the bottom. Imports only go down; targets of one floor may
  /// import each other where the package says so.
  static func floor(of target: String) -> Int? {
    var floors: [String] = []
    for row in rows.reversed() where floors.last != row.floor { floors.append(row.floor) }
    return rows.first { $0.target == target }.flatMap { floors.firstIndex(of: $0.floor) }
  }

  static func targets(on floor: String) -> [String] {
    rows.filter { $0.floor == floor }.map(\.target)
  }

  static func read(_ path: String) throws -> String {
    try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
  }

  /// All files below a folder, by path from the root.
  static func files(_ folder: String, suffix: String) throws -> [String] {
    var found: [String] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)").sorted() {
      let path = "\(folder)/\(name)"
      var isFolder = false
      guard FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder)
      else { continue }
      if isFolder {
        found += try files(path, suffix: suffix)
      } else if name.hasSuffix(suffix) {
        found.append(path)
      }
    }
    return found
  }

  /// Our modules that the files of a target import.
  static func imports(of target: String) throws -> Set<String> {
    var modules: Set<String> = []
    for file in try files("Sources/\(target)", suffix: ".swift") {
      modules.formUnion(try imported(by: file))
    }
    return modules.intersection(targets).subtracting([target])
  }

  static func imported(by file: String) throws -> [String] {
    try read(file).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
        words[..<index].allSatisfy({ ["public", "internal", "package", "@testable"].contains($0) })
      else { return nil }
      return String(words[index + 1])
    }
  }
}
