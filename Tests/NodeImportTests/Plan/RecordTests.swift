import AgentCore
import Basics
import Testing

@testable import NodeImport

@Suite struct RecordTests {
  private static var fresh: ImportRecord {
    let node = ForeignNode(
      process: 1, executable: "/x", arguments: [],
      account: .init(name: "devops", user: 1, group: 1), home: "/", folder: "/",
      origin: .process(parent: "bash"))
    let plan = ImportPlan(
      chain: ChainName("alpha")!, program: "alphaos", version: "1", moves: [], leftovers: [],
      fragment: "", lost: [], refusals: [])
    return ImportRecord(node, plan, beganUnixMs: 0, who: "ops")
  }

  /// Every step is begun once and in order; a cut before or after any of them goes on with that step.
  @Test func goesThroughAllStepsAndOnAfterACut() {
    var record = Self.fresh
    var begun: [ImportRecord.Step] = []
    while let step = record.next {
      record.begin(step)
      #expect(record.next == step)
      begun.append(step)
      record.isDone = true
    }
    #expect(begun == ImportRecord.Step.allCases)
    #expect(record.isOver)
  }

  /// Whatever was begun is undone, in the reverse order, and nothing else is.
  @Test(arguments: ImportRecord.Step.allCases, [true, false])
  func undoesExactlyWhatWasBegun(_ last: ImportRecord.Step, _ isDone: Bool) {
    var record = Self.fresh
    while let step = record.next {
      record.begin(step)
      if step == last { break }
      record.isDone = true
    }
    record.isDone = isDone
    record.turnBack()
    record.turnBack()
    var undone: [ImportRecord.Step] = []
    while let step = record.next {
      record.begin(step)
      undone.append(step)
      record.isDone = true
    }
    let index = ImportRecord.Step.allCases.firstIndex(of: last)!
    #expect(undone == ImportRecord.Step.allCases[...index].reversed())
  }

  /// The new node is never startable before the old one isn't, nor the other way round.
  @Test func noOrderOfStepsLetsBothStart() {
    let all = ImportRecord.Step.allCases
    func index(_ step: ImportRecord.Step) -> Int { all.firstIndex(of: step)! }
    #expect(index(.stop) < index(.mask))
    #expect(index(.mask) < index(.move))
    #expect(index(.move) < index(.enable))
    #expect(index(.enable) < index(.start))
  }

  @Test(
    arguments: [
      (
        "other.service",
        "keep other.service from starting it (systemctl status other.service); OnSuccess="
      ),
      ("node.service", "its own unit starts it, such as by ExecStopPost="),
      ("session-3.scope", "find the process that starts it (ps -fp 4712)"),
      (nil, "find the process that starts it (ps -fp 4712)"),
    ] as [(String?, String)])
  func whatRunsAgainIsNamedByItsUnit(_ unit: String?, _ hint: String) {
    let failure = Site().node.returned(4_712, in: unit)
    #expect(failure.kind.rawValue == "old_node_returns")
    #expect(failure.text.hasSuffix("as process 4712" + (unit.map { " of \($0)" } ?? "")))
    #expect(failure.hint?.hasPrefix(hint) == true, "\(failure.hint ?? "")")
  }
}
