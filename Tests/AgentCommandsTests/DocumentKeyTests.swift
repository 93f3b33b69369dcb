import Basics
import ControlModel
import FoundationEssentials
import Testing

@testable import AgentCommands
@testable import ControlAPI

/// The keys of everything that is printed with `--json` or answered by the API.
@Suite struct DocumentKeyTests {
  static let types: [any Document.Type] = [
    StatusDocument.self, MigrationDocument.self, MigrationPlanDocument.self,
    ReleaseListDocument.self, VersionDocument.self, NothingDocument.self, ErrorDocument.self,
    KindDocument.self, KindListDocument.self, HostDocument.self, OperationDocument.self,
    OperationListDocument.self, PlanDocument.self, ConfigurationDocument.self,
    ConfigurationProblems.self, WhyDocument.self, CommitteeDocument.self, HealthDocument.self,
    ReadinessDocument.self, GenesisDocument.self, DoctorDocument.self, ImportDocument.self,
    AccountMoveDocument.self,
  ]

  @Test(arguments: types.indices)
  func everyKeyIsSnakeCaseAndTheOldOneIsBesideIt(_ index: Int) throws {
    try check(Self.types[index])
  }

  /// One that is in no document any more can go.
  @Test func everyOldKeyIsStillPrinted() throws {
    var keys: Set<String> = []
    for type in Self.types { try allKeys(tree(of: full(type)), into: &keys) }
    #expect(DocumentKeys.old.subtracting(keys) == [])
  }

  @Test func aRowOfCapitalsIsOneWord() {
    #expect(DocumentKeys.snake("nodePID") == "node_pid")
    #expect(DocumentKeys.snake("swapInBytesPerSecond") == "swap_in_bytes_per_second")
    #expect(DocumentKeys.snake("since_unix_ms") == "since_unix_ms")
  }

  private func check<D: Document>(_ type: D.Type) throws {
    let value = try full(type)
    let printed = try tree(of: value)
    expectBoth(printed, D.schemaName)
    // A client of this version, of 0.2, and one that will only get the new keys.
    for keys in [{ (_: String) in true }, isOld, { !isOld($0) }] {
      let bytes = Array(try JSONEncoder().encode(only(printed, keys)))
      #expect(try DocumentCoding.decode(D.self, from: bytes) == value)
    }
    // One of 0.2 knows no field that is new.
    guard isWithoutNews(printed) else { return }
    let asBefore = Data(try JSONEncoder().encode(only(printed, isOld)))
    #expect(try JSONDecoder().decode(D.self, from: asBefore) == value)
  }

  private func full<D: Document>(_ type: D.Type) throws -> D {
    try FullValue.of(type, schema: D.schemaName)
  }

  private func tree(of document: some Document) throws -> JSONTree {
    try JSONDecoder().decode(JSONTree.self, from: Data(try DocumentCoding.encode(document)))
  }

  private func expectBoth(_ tree: JSONTree, _ path: String) {
    switch tree {
    case .object(let fields):
      for (key, value) in fields {
        if key.contains(where: \.isUppercase) {
          #expect(DocumentKeys.old.contains(key), "\(path).\(key)")
          #expect(fields[DocumentKeys.snake(key)] == value, "\(path).\(key)")
        }
        for name in DocumentKeys.old where DocumentKeys.snake(name) == key {
          #expect(fields[name] == value, "\(path).\(name)")
        }
        expectBoth(value, "\(path).\(key)")
      }
    case .array(let elements): for element in elements { expectBoth(element, path) }
    default: break
    }
  }

  private func isWithoutNews(_ tree: JSONTree) -> Bool {
    var keys: Set<String> = []
    allKeys(DocumentKeys.read(tree), into: &keys)
    // What has a key of its own in snake_case isn't asked for under another.
    let own: Set = [
      "beganUnixMs", "settledUnixMs", "sinceUnixMs", "byPeers", "byNode", "answerOwed",
    ]
    return keys.filter(\.hasCapitals).subtracting(own).isSubset(of: DocumentKeys.old)
  }

  /// The tree without those keys that have a twin of the other style.
  private func only(_ tree: JSONTree, _ keys: (String) -> Bool) -> JSONTree {
    switch tree {
    case .object(let fields):
      let twins = Set(
        fields.keys.filter(\.hasCapitals).flatMap { [$0, DocumentKeys.snake($0)] })
      return .object(
        fields.filter { !twins.contains($0.key) || keys($0.key) }.mapValues { only($0, keys) })
    case .array(let elements): return .array(elements.map { only($0, keys) })
    default: return tree
    }
  }

  private func allKeys(_ tree: JSONTree, into keys: inout Set<String>) {
    switch tree {
    case .object(let fields):
      keys.formUnion(fields.keys)
      for value in fields.values { allKeys(value, into: &keys) }
    case .array(let elements): for element in elements { allKeys(element, into: &keys) }
    default: break
    }
  }
}

@Sendable private func isOld(_ key: String) -> Bool { key.hasCapitals }

extension String {
  fileprivate var hasCapitals: Bool { contains(where: \.isUppercase) }
}
