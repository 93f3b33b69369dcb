import Basics
import Glibc
import LinuxSystem
import TestSupport

@testable import Ledger

/// A chain whose ledger is worked on, in a folder of its own.
final class LedgerFixture {
  let folder: TestFolder
  let alpha = ChainName("alpha")!
  let own = ReleaseID("alphaos/1.0-0123456789ab")!
  let unified = ReleaseID("adnet/3.0-ba9876543210")!
  var conversion: [String] = []
  var copyLimit: Int64 = 1 << 20
  /// Where the unified program looks for the ledger, below the node's home.
  var unifiedPlace = "ledger"
  private(set) var said: [String] = []

  /// - Parameter home: on another file system.
  init(home: String? = nil) throws {
    folder = TestFolder()
    if let home {
      try folder.folder("nodes")
      try Folder.link("\(folder.path)/nodes/alpha", to: home)
    }
    try folder.folder("var/lib/adnet/nodes/alpha")
    try folder.file("run/adnet/locks/alpha.lock")
    for release in [own, unified] {
      try folder.file("var/lib/adnet/releases/\(release)/\(release.program)")
    }
    try owns(own)
    for (name, text) in [
      ("000007.sst", "table"), ("db/000009.sst", "another table"), ("MANIFEST-1", "manifest"),
      ("CURRENT", "MANIFEST-1\n"), ("000010.log", "tail"), ("current-proposal-cache", "cache at 7"),
      ("validator.key", "secret"), ("LOCK", ""),
    ] { try write(name, text) }
  }

  var home: String { folder.path + "/nodes/alpha" }
  /// The program whose ledger it is.
  var mark: String? { try? File.text(Paths(root: folder.path).ledgerMark(alpha), limit: 99) }
  var ledger: String { "\(home)/ledger" }
  var places: LedgerPlaces {
    LedgerPlaces(program: "alphaos", own: ledger, unified: "\(home)/\(unifiedPlace)")
  }

  func job() -> LedgerJob {
    LedgerJob(
      chain: alpha, places: places, excluded: ["*.old"], copyLimit: copyLimit,
      conversion: conversion, paths: Paths(root: folder.path)
    ) { [unowned self] in said.append($0) }
  }

  func owns(_ release: ReleaseID) throws {
    let number = release == own ? 1 : 2
    let at = "var/lib/adnet/chains/alpha/generations/\(number)"
    if try File.status("\(folder.path)/\(at)") == nil {
      try folder.file(
        "\(at)/unit", release == own ? "alphaos.service\n" : "adnet@alpha.service\n")
      try Folder.link("\(folder.path)/\(at)/release", to: "../../../../releases/\(release)")
    }
    let current = "\(folder.path)/var/lib/adnet/chains/alpha/current"
    try File.remove(current)
    try Folder.link(current, to: "generations/\(number)")
  }

  /// In place, as a database does with what it may change.
  func write(_ name: String, _ text: String, in place: String = "ledger") throws {
    let path = "nodes/alpha/\(place)/\(name)"
    try File.remove("\(folder.path)/\(path)")
    try folder.file(path, text)
  }

  func read(_ name: String, in place: String = "ledger") -> String? {
    try? File.text("\(home)/\(place)/\(name)", limit: 1 << 16)
  }

  func inode(_ name: String, in place: String = "ledger") throws -> UInt64? {
    try File.status("\(home)/\(place)/\(name)")?.inode
  }

  func names(_ place: String) throws -> [String] { try folder.tree("nodes/alpha/\(place)") }

  func kind(_ work: LedgerWork) -> String? {
    do throws(Failure) {
      try job().run(work)
      return nil
    } catch { return error.kind.rawValue }
  }
}
