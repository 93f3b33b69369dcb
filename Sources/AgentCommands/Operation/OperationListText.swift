import Basics
import ControlModel

/// One line an operation.
enum OperationListText {
  static func render(_ list: OperationListDocument, paint: Paint) -> String {
    guard !list.operations.isEmpty else { return "no operation yet\n" }
    var table = Table("ID", "STARTED", "CHAIN", "OPERATION", "OUTCOME", "TOOK")
    for operation in list.operations {
      let took = operation.endedAt.map {
        Durations.exact(milliseconds: $0.unixMilliseconds - operation.startedAt.unixMilliseconds)
      }
      let tone: Tone =
        switch operation.outcome {
        case .running: .waiting
        case .done: .good
        case .failed, .rolledBack, .superseded: .bad
        }
      table.add(
        .init(operation.id), .init(operation.startedAt.description), .init(operation.chain.text),
        .init(OperationText.title(operation.summary)),
        .init(OperationText.outcome(operation.outcome), tone), .init(took ?? "-"))
    }
    return table.lines(paint).joined(separator: "\n") + "\n"
  }
}
