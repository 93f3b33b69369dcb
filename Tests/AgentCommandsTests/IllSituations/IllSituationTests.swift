import AgentCore
import Basics
import ControlModel
import TestSupport
import Testing

@Suite struct IllSituationTests {
  @Test func nothingIsToldOfAHostWhereAllIsWell() {
    var host = IllHost()
    host.pass(seconds: 180)
    #expect(host.problems == [])
    #expect(host.status.isWell)
    #expect(host.readiness.isReady == true)
  }

  @Test(arguments: IllSituation.all)
  func statusNeverSaysNoProblemsOfAnIllChain(_ situation: IllSituation) {
    let host = situation.host
    #expect(host.problems.map(\.kind.rawValue).contains(situation.kind))
    for problem in host.problems { #expect(problem.hint != nil, "\(problem.text)") }
    // What is critical for the chain is so for `health`, too.
    if host.problems.contains(where: { $0.severity == .critical && $0.chain != nil }),
      host.state.desired == .running
    {
      #expect(!host.status.isWell)
    }
    if host.status.isReady != true, host.state.desired == .running { #expect(!host.status.isWell) }
  }

  @Test func theTableIsPrintedFromThem() throws {
    try #expect(Golden.file("docs/ill-situations.md", Self.page) == Self.page)
  }

  private static var page: String {
    """
    # Ill situations

    The output of `status`, `health` and `/readyz` for a chain that isn't healthy. A test puts a healthy chain
    into each of these situations, observes it for a minute and writes this page; don't edit it. The test is
    `IllSituationTests`, and `ADNET_UPDATE=1 swift test --filter IllSituationTests` writes it again.

    `health` exits with 0 while the node is healthy, its clients are answered and nothing about the chain
    is critical; problems outside of the node, such as silent peers, are in `status`.

    | situation | `status` | `health` | exit | `/readyz` |
    |---|---|---|---|---|
    \(IllSituation.all.map(row).joined(separator: "\n"))

    """
  }

  private static func row(_ situation: IllSituation) -> String {
    let host = situation.host
    let problems = host.problems.map { "\($0.severity.rawValue): \($0.text)" }
    let cells = [
      situation.name, problems.joined(separator: "<br>"), host.status.state.rawValue,
      host.status.isWell ? "0" : "3", host.readiness.isReady == true ? "200" : "503",
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }
}
