import AgentCore
import Basics

/// Where the nodes of a chain keep ledger and safety record, and what is there. Durable.
public struct SimulatedStorage: Hashable, Sendable {
  public struct Place: Hashable, Sendable {
    public var ledger: String
    public var record: String

    public init(ledger: String = "usual", record: String = "usual") {
      self.ledger = ledger
      self.record = record
    }
  }

  /// By configuration, and by program where the configuration says nothing.
  public var byConfiguration: [Int: Place]
  public var byProgram: [String: Place]
  /// Of ledgers that nobody has open.
  public var heights: [String: UInt64]
  /// The ledger whose height the host has.
  var open = "usual"
  /// Where the newest record is.
  var record: String? = "usual"
  var owesRecord = false
  /// It was written by a node that had begun without one.
  var isUnsafe = false
  /// As in the home: no supervisor starts a node.
  var isHeld = false
  /// Whoever goes on without it has said so.
  var isAccepted = false
  /// The node that runs was started without one.
  var lacksRecord = false
  /// What becomes of the ledger when its node has closed it.
  var loss: UInt64?
  /// The greatest height that any node has had.
  var peak: UInt64 = 0

  public init(
    byConfiguration: [Int: Place] = [:], byProgram: [String: Place] = [:],
    heights: [String: UInt64] = [:]
  ) {
    self.byConfiguration = byConfiguration
    self.byProgram = byProgram
    self.heights = heights
  }
}

extension SimulatedHost {
  func place(_ generation: Generation) -> SimulatedStorage.Place {
    storage?.byConfiguration[settings(of: generation)]
      ?? storage?.byProgram[generation.release.program] ?? SimulatedStorage.Place()
  }

  func notePeak() {
    if let peak = storage?.peak { storage?.peak = max(peak, chainHeight) }
  }

  /// As the door does it, before the link moves.
  func seeToRecord(of next: Generation) {
    guard let before = current.generation, place(before).record != place(next).record else {
      return
    }
    storage?.owesRecord = true
  }

  /// As adnet-home@ does it: what keeps supervisors from starting the node; nil when nothing does.
  func homeMark(_ generation: Generation) -> String? {
    guard let kept = storage, kept.owesRecord else { return nil }
    guard kept.record == nil || kept.record == place(generation).record else {
      return "nobody until its safety record is in its place"
    }
    storage?.owesRecord = false
    return nil
  }

  func openStorage(_ generation: Generation) {
    guard let kept = storage else { return }
    let place = place(generation)
    if place.ledger != kept.open {
      storage?.heights[kept.open] = height
      height = kept.heights[place.ledger] ?? 0
      storage?.open = place.ledger
    }
    storage?.lacksRecord = kept.record == nil && !kept.isAccepted
    if kept.isHeld { violate("a validator is started that is kept stopped for its lost record") }
    if kept.isUnsafe { violate("a validator is started on a record that follows none") }
    if let record = kept.record, record != place.record {
      violate("a validator is started, and its record is at \(record), not at \(place.record)")
    }
  }

  /// At each clean end.
  func writeRecord(_ place: SimulatedStorage.Place) {
    guard let kept = storage else { return }
    storage?.isUnsafe = kept.lacksRecord
    storage?.record = place.record
  }

  func closeStorage() {
    guard let loss = storage?.loss, nodes.isEmpty else { return }
    height = loss
    storage?.loss = nil
  }

  /// Files of a running node stay until it has closed them.
  func lose(downTo left: UInt64) {
    storage?.loss = min(left, height)
    closeStorage()
  }

  /// What must never be left: a node that goes on with less than its chain had.
  func checkStorage() {
    guard let kept = storage, nodes.contains(where: \.takesPart) else { return }
    if chainHeight + ReachedHeight.slack < kept.peak {
      violate("a validator is left running at \(chainHeight), below \(kept.peak)")
    }
    if kept.lacksRecord { violate("a validator is left running without its record") }
  }

  /// What the work beside the node says.
  var recordWords: String {
    guard let owner = current.generation, let record = storage?.record,
      record == place(owner).record
    else { return RecordSeen.none }
    return RecordSeen.words(record)
  }
}
