import FoundationEssentials

/// The repository, as a test sees it.
enum House {
  static let root: String = {
    // Tests/HouseTests/House.swift
    #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
  }()

  /// The floors from the bottom up, and the targets on them. Imports only go down; targets of one
  /// floor may import each other where the package says so.
  static let floors: [(name: String, targets: [String])] = [
    ("linux", ["CLinux", "CSystemd", "CSystemdLibrary", "CGcrypt", "CToml", "CYaml"]),
    (
      "pure",
      [
        "Basics", "Quorum", "SupervisorCore", "AgentCore", "ControlModel", "HostSafety", "Health",
        "AgentConfig",
      ]
    ),
    ("system", ["LinuxSystem"]),
    ("adapters", ["Systemd", "OnDisk", "Probes", "DoorAPI", "ControlAPI"]),
    (
      "composition",
      [
        "Supervisor", "HostTuning", "Door", "Import", "Ledger", "Relay", "Adoption", "AgentDaemon",
        "AgentCommands",
      ]
    ),
    ("executables", ["adnet-agent", "adnet-supervisor"]),
  ]

  static var targets: [String] { floors.flatMap(\.targets) }

  static func floor(of target: String) -> Int? {
    floors.firstIndex { $0.targets.contains(target) }
  }

  static func read(_ path: String) throws -> String {
    try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
  }

  static func write(_ path: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(root)/\(path)"))
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
