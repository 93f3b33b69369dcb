import Basics
import ControlModel
import FoundationEssentials
import LinuxSystem
import TestSupport
import Testing

@testable import AgentDaemon
@testable import Ledger
@testable import OnDisk

/// Logs, reports, replies and manifests.
@Suite struct RecordTests {
  private static func lines(_ name: String) -> [Frozen.Item] {
    Frozen.files { $0.hasSuffix("adnet-agent/\(name).ndjson") }
  }

  /// Each line is understood, and nothing of it is lost.
  private func expectKept<Record: Codable & Sendable>(_ type: Record.Type, _ item: Frozen.Item)
    throws
  {
    let lines = try item.text().split(separator: "\n")
    #expect(!lines.isEmpty)
    #expect(try RecordLog<Record>(item.path, capacity: 10_000).read().count == lines.count)
    for line in lines {
      let record = try JSONDecoder().decode(Record.self, from: Data(line.utf8))
      let before = try Frozen.tree(Array(line.utf8))
      let again = try Frozen.tree(of: record)
      #expect(before.firstDifference(in: again) == nil)
    }
  }

  @Test(arguments: lines("operations")) func operationsAreKept(_ item: Frozen.Item) throws {
    try expectKept(OperationDocument.self, item)
  }

  @Test(arguments: lines("starts")) func startsAreKept(_ item: Frozen.Item) throws {
    try expectKept(StartLog.Record.self, item)
  }

  @Test(arguments: lines("disk-trend")) func trendsAreKept(_ item: Frozen.Item) throws {
    try expectKept(VitalsMonitor.Record.self, item)
  }

  private static let reports = Frozen.files { $0.hasSuffix(".status") }

  @Test func thereAreReportsOfEachVersionInEachState() throws {
    for version in Frozen.versions {
      let mine = Self.reports.filter { $0.version == version }
      let states = Set(try mine.map { try SupervisorReport(parsing: try $0.text()).state })
      #expect(
        states.isSuperset(of: [.backoff, .starting, .ready, .stopping, .exited]),
        "\(version): \(states)")
    }
  }

  /// A supervisor goes on with the program that it was started from, whatever is installed since.
  @Test(arguments: reports) func aReportIsUnderstood(_ item: Frozen.Item) throws {
    let text = try item.text()
    let report = try SupervisorReport(parsing: text)
    var fields: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      fields[String(parts[0])] = String(parts[1])
    }
    #expect(fields["state"] == report.state.rawValue && fields["unit"] == report.unit)
    #expect(fields["node_pid"] == "\(report.nodePID)" && fields["boot_id"] == report.bootID)
    #expect(fields["release"] == report.release?.description ?? "")
    #expect(fields["generation"] == "\(report.generation ?? 0)")
    #expect(fields["failures"] == "\(report.failures)")
    #expect(fields["exit.kind"] == report.lastExit?.kind.rawValue)
    #expect(fields["exit.value"] == report.lastExit.map { "\($0.value)" })
    #expect(fields["before.kind"] == report.exitBefore?.kind.rawValue)
    let ports = fields.filter { $0.key.hasPrefix("port.") }.mapValues {
      NodePort.State(rawValue: String($0.split(separator: " ")[0]))
    }
    #expect(
      ports == Dictionary(uniqueKeysWithValues: report.ports.map { ("port.\($0)", $1.state) }))
  }

  private static let replies = Frozen.files { $0.hasPrefix("relay/") }

  /// A relay goes on, too, until its drain ends.
  @Test(arguments: replies) func aRelaysAnswerIsUnderstood(_ item: Frozen.Item) throws {
    let reply = try JSONDecoder().decode(RelayReply.self, from: Data(try item.bytes()))
    #expect(
      try Frozen.tree(try item.bytes()).firstDifference(in: try Frozen.tree(of: reply)) == nil)
  }

  @Test func thereAreAnswersOfEachVersionWithAnAdoption() throws {
    for version in Frozen.versions {
      let names = Self.replies.filter { $0.version == version }.map(\.name)
      #expect(
        names.contains { $0.contains("relay_") } && names.contains { $0.contains("node") },
        "\(names)")
      #expect(names.contains { $0.contains("over") }, "\(names)")
    }
  }

  @Test(arguments: Frozen.files { $0.hasSuffix("/release.json") })
  func aReleaseIsUnderstood(_ item: Frozen.Item) throws {
    let folder = Folder.parent(of: item.path)
    let parts = item.name.split(separator: "/").suffix(3)
    let id = try #require(ReleaseID("\(parts.first!)/\(parts.dropFirst().first!)"))
    let release = try Manifest.read(in: folder, of: id)
    let before = try Frozen.tree(try item.bytes())
    let again = try Frozen.tree(of: Manifest(release))
    #expect(before.firstDifference(in: again) == nil)
  }

  @Test(arguments: Frozen.files { $0.hasSuffix("ledger.adnet-backup/manifest.json") })
  func aLedgersBackupIsUnderstood(_ item: Frozen.Item) throws {
    let manifest = try LedgerManifest.read(in: Folder.parent(of: item.path))
    #expect(!manifest.files.isEmpty)
    let before = try Frozen.tree(try item.bytes())
    let again = try Frozen.tree(of: manifest)
    #expect(before.firstDifference(in: again) == nil)
  }
}
