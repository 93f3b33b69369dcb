import AgentCore
import Basics
import ControlModel
import LinuxSystem
import OnDisk

/// The operations as the API shows them: those under way with every change, and the ended ones.
final class OperationHistory {
  private let log: RecordLog<OperationDocument>
  /// The newest last.
  private var documents: [OperationDocument] = []
  private static let capacity = 200
  /// Why the last record of an ended operation couldn't be kept.
  private(set) var unrecorded: Failure?

  init(_ paths: Paths) throws(Failure) {
    log = RecordLog(paths.operations, capacity: Self.capacity)
    // No decision reads it.
    do throws(Failure) { documents = try log.read() } catch { unrecorded = error }
  }

  var newestFirst: [OperationDocument] { documents.reversed() }

  func document(_ id: String) -> OperationDocument? { documents.last { $0.id == id } }

  /// How long the chain's node was away in the operations that have ended well.
  func forecast(_ chain: ChainName) -> GapForecast? {
    let past = documents.filter { $0.chain == chain && $0.outcome == .done }.compactMap(\.awayMs)
    return GapForecast(past.suffix(Self.remembered))
  }

  private static let remembered = 9

  /// The changed document to publish, or nil when nothing changed.
  func note(_ operation: Operation, waitsFor: String?) -> OperationDocument? {
    let index = documents.lastIndex { $0.id == operation.id }
    let before = index.map { documents[$0] }
    var document = OperationDocument(operation, seq: before?.seq ?? 0, waitsFor: waitsFor)
    guard document != before else { return nil }
    document.seq += 1
    if let index {
      documents[index] = document
    } else {
      documents.append(document)
      documents = documents.suffix(Self.capacity)
    }
    if document.endedAt != nil, before?.endedAt == nil {
      // History for people: an operation isn't undone because its record can't be kept.
      do throws(Failure) { try log.append(document) } catch { unrecorded = error }
    }
    return document
  }
}

extension OperationDocument {
  /// From the order to stop until the next node answered; nil where none was stopped for another.
  var awayMs: Int? {
    let away = steps.filter { step in
      guard step.direction == .forward, let phase = Phase(rawValue: step.name) else { return false }
      return phase.hasNoNode || phase == .start || phase == .answer
    }
    guard kind != .install,
      ["stop", "start"].allSatisfy({ name in away.contains { $0.name == name } })
    else { return nil }
    // Until the order to stop the node served, however long that waited.
    let stop = away.first { $0.name == Phase.stop.rawValue }?.startedAt
    let served = stop.flatMap { begun in
      stoppedAt.map { $0.unixMilliseconds - begun.unixMilliseconds }
    }
    return away.compactMap(\.ms).reduce(0, +) - max(0, Int(served ?? 0))
  }
}
