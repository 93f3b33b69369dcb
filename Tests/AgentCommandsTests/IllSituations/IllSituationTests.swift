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

    What `status`, `health` and `/readyz` say of a chain that isn't well. Written by a test that makes a
    well chain ill in each of these ways, and looks at it for a minute; don't edit it. The test is
    `IllSituationTests`, and `ADNET_GOLDEN=write swift test --filter IllSituationTests` writes it anew.

    `health` ends with 0 while the node is healthy, its clients are answered and nothing about the chain
    is critical; what isn't the node's own, such as silent peers, is in `status`.

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
