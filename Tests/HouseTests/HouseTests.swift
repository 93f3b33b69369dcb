import FoundationEssentials
import TestSupport
import Testing

/// The house is as docs/architecture.md draws it.
struct HouseTests {
  @Test func everyTargetIsOnAFloor() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: "\(House.root)/Sources")
    #expect(Set(folders) == Set(House.targets))
  }

  @Test func everyFolderOfTestsHasTheNameOfItsTarget() throws {
    let files = FileManager.default
    let support = try files.contentsOfDirectory(atPath: "\(House.root)/Tests/Support")
    let known = Set(House.targets + support + ["House", "Frozen"])
    for folder in try files.contentsOfDirectory(atPath: "\(House.root)/Tests")
    where folder.hasSuffix("Tests") {
      #expect(known.contains(String(folder.dropLast(5))), "Tests/\(folder)")
    }
  }

  /// Such as `Relay/Clients/ClientConnection`: a file, without its ending, or a folder.
  @Test(arguments: ["CONTRIBUTING.md", "docs/words.md", "docs/architecture.md"])
  func everyPlaceInSourcesThatAPageNamesIsThere(page: String) throws {
    for word in try House.read(page).split(separator: "`") {
      guard let slash = word.firstIndex(of: "/"), House.targets.contains(String(word[..<slash])),
        word.allSatisfy({ $0.isLetter || $0.isNumber || "/+-".contains($0) })
      else { continue }
      let path = "\(House.root)/Sources/\(word)"
      let isThere = ["", ".swift"].contains { FileManager.default.fileExists(atPath: path + $0) }
      #expect(isThere, "\(page): \(word)")
    }
  }

  @Test(arguments: House.targets) func importsOnlyGoDown(target: String) throws {
    let floor = try #require(House.floor(of: target))
    for module in try House.imports(of: target) {
      let below = try #require(House.floor(of: module))
      // Within a floor too, as long as it is a declared dependency: the build checks those.
      #expect(below <= floor, "\(target) imports \(module)")
    }
  }

  @Test func theTableInTheArchitectureIsTrue() throws {
    #expect(House.rows.count > 20)
    #expect(House.targets.count == Set(House.targets).count)
    let text = try House.read("docs/architecture.md")
    let start = try #require(text.firstRange(of: House.header)).upperBound
    var rows = ""
    for row in House.rows {
      let modules = try House.imports(of: row.target).sorted().joined(separator: ", ")
      rows += "| \(row.floor) | \(row.target) | \(modules) |\n"
    }
    let page = text[..<start] + rows
    #expect(try Golden.file("docs/architecture.md", String(page)) == page)
  }

  @Test func fullFoundationIsNowhereAndRuntimesNotInTheSupervisor() throws {
    for file in try House.files("Sources", suffix: ".swift") {
      let imports = try House.imported(by: file)
      #expect(!imports.contains("Foundation"), "\(file)")
      if file.hasPrefix("Sources/Supervisor") || file.hasPrefix("Sources/adnet-supervisor") {
        for module in imports {
          #expect(["CLinux", "SupervisorCore", "Supervisor"].contains(module), "\(file)")
        }
      }
    }
  }

  @Test func pureTargetsTouchNothing() throws {
    let pure = House.targets(on: "pure")
    #expect(pure.contains("AgentCore"))
    let known = pure + ["CToml", "CYaml"]
    for target in pure {
      for file in try House.files("Sources/\(target)", suffix: ".swift") {
        for module in try House.imported(by: file) {
          #expect(known.contains(module), "\(file) imports \(module)")
        }
      }
    }
  }

  @Test func noFileIsTooLong() throws {
    for folder in ["Sources", "Tests"] {
      for file in try House.files(folder, suffix: ".swift") {
        #expect(try House.read(file).count { $0 == "\n" } <= 500, "\(file)")
      }
    }
  }
}

/// Every event in the journal is explained by `journalctl -x`.
struct CatalogTests {
  @Test func everyMessageHasAnEntryAndEveryEntryAMessage() throws {
    var used: Set<String> = []
    for file in try House.files("Sources", suffix: ".swift") {
      for quoted in try House.read(file).split(separator: "\"") where quoted.count == 32 {
        if quoted.allSatisfy(\.isHexDigit) { used.insert(String(quoted)) }
      }
    }
    let entries = try House.read("packaging/adnet-agent.catalog").split(separator: "\n")
      .filter { $0.hasPrefix("-- ") }.map { String($0.dropFirst(3)) }
    #expect(used.count > 10)
    #expect(used == Set(entries))
    #expect(entries.count == Set(entries).count)
  }
}
