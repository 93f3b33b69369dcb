import Basics
import ControlAPI
import ControlModel
import Testing

@testable import OnDisk

/// What commands print with `--json`, and the control API answers.
@Suite struct DocumentTests {
  private static let documents = Frozen.files { $0.hasPrefix("json/") }

  private static let types: [String: any Document.Type] = Dictionary(
    uniqueKeysWithValues: ([
      StatusDocument.self, MigrationDocument.self, MigrationPlanDocument.self,
      ReleaseListDocument.self,
      VersionDocument.self, NothingDocument.self, ErrorDocument.self, HostDocument.self,
      OperationDocument.self, OperationListDocument.self, PlanDocument.self,
      ConfigurationDocument.self,
      ConfigurationProblems.self, WhyDocument.self, CommitteeDocument.self, HealthDocument.self,
      ReadinessDocument.self,
    ] as [any Document.Type]).map { ($0.schemaName, $0) })

  /// Printed by a command itself, from what the agent doesn't have.
  private static let ofCommands: Set = ["adnet.doctor/1"]

  /// Every key of each version is still there with its value: a caller that was written for it works.
  @Test(arguments: documents) func isReadAndPrintedAgainWithEveryKey(_ item: Frozen.Item) throws {
    let tree = try Frozen.tree(try item.bytes())
    guard case .string(let schema)? = tree["schema"] else {
      Issue.record("no schema")
      return
    }
    guard let type = Self.types[schema] else {
      #expect(Self.ofCommands.contains(schema), "\(schema)")
      return
    }
    let again = try printed(type, try item.bytes())
    let other = try Frozen.tree(again)
    #expect(tree.firstDifference(in: other) == nil)
  }

  private func printed<D: Document>(_ type: D.Type, _ bytes: [UInt8]) throws -> [UInt8] {
    try DocumentCoding.encode(try DocumentCoding.decode(type, from: bytes))
  }

  @Test func thereIsOneOfMostKinds() throws {
    for version in Frozen.versions {
      let mine = Self.documents.filter { $0.version == version }
      let schemas = Set(try mine.compactMap { try Frozen.tree(try $0.bytes())["schema"] })
      // What can't come from a host that works, such as a wrong configuration, isn't among them.
      let rare: Set = [
        "adnet.configuration/1", "adnet.configuration-problems/1", "adnet.nothing/1",
        "adnet.readiness/1",
      ]
      for name in Self.types.keys where !rare.contains(name) {
        #expect(schemas.contains(.string(name)), "\(version): \(name)")
      }
    }
  }
}
