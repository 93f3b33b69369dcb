import Basics
import ControlModel
import TestSupport
import Testing

@testable import AgentCommands

@Suite struct TextTests {
  @Test(
    arguments: [
      (0, "0 s", "0.0 s"), (999, "0 s", "1.0 s"), (59_949, "59 s", "59.9 s"),
      (61_000, "1 min 1 s", "1 min 1 s"), (600_000, "10 min", "10 min"),
      (3_600_000, "1 h", "1 h"), (3_660_000, "1 h 1 min", "1 h 1 min"),
      (90_000_000, "1 d 1 h", "1 d 1 h"), (-5, "0 s", "0.0 s"),
    ] as [(Int64, String, String)])
  func durationsHaveTwoUnitsAtMost(_ milliseconds: Int64, _ rough: String, _ exact: String) throws {
    #expect(Durations.rough(milliseconds: milliseconds) == rough)
    #expect(Durations.exact(milliseconds: milliseconds) == exact)
  }

  @Test(
    arguments: [
      (0, "0 B"), (1_023, "1023 B"), (1_024, "1.0 KiB"), (13_207_024_435, "12.2 GiB"),
      (5_000_000_000_000_000, "4547.4 TiB"),
    ] as [(Int64, String)])
  func sizesHaveOneDecimal(_ bytes: Int64, _ text: String) throws {
    #expect(Sizes.text(bytes) == text)
  }

  @Test func aReleaseIsFoundByAnyOfItsNames() throws {
    let choice = ReleaseChoice([Sample.old, Sample.new, Sample.deltaos])
    for text in ["1.4.0", "alphaos/1.4.0", "1.4.0-0f3a9c1b2d4e", "alphaos/1.4.0-0f3a9c1b2d4e"] {
      #expect(try choice.one(text) == Sample.new)
    }
    #expect { try choice.one("2.0") } throws: {
      ($0 as? Failure)?.kind.rawValue == "release_not_found"
    }
    #expect(try choice.oneOrNone("2.0") == nil)
    let twins = ReleaseChoice([Sample.new, ReleaseID("adnet/1.4.0-0f3a9c1b2d4f")!])
    #expect { try twins.one("1.4.0") } throws: {
      ($0 as? Failure)?.kind.rawValue == "release_ambiguous"
    }
  }

  @Test func configurationMistakesHaveTheirPlace() throws {
    let problems = ConfigurationProblems(problems: [
      ConfigurationProblem(
        file: "/etc/adnet-agent/agent.toml", line: 12, text: "unknown key chain.alpha.prot",
        hint: "did you mean port?"),
      ConfigurationProblem(file: "/etc/adnet-agent/agent.toml.d/9.toml", line: 1, text: "no TOML"),
    ])
    try #expect(Golden.matches(ConfigText.render(problems), "config-check.txt"))
    #expect(
      ConfigText.render(ConfigurationProblems(problems: [])) == "the configuration is valid\n")
  }

  @Test func releasesAreListed() throws {
    let list = ReleaseListDocument(releases: [
      ReleaseStatus(
        release: Sample.old, sha256: "", bytes: 130_000_000, addedAt: Sample.ago(900_000),
        previous: [Sample.alpha]),
      ReleaseStatus(
        release: Sample.new, sha256: "", bytes: 131_000_000, addedAt: Sample.ago(300_000),
        current: [Sample.alpha], stopped: [Sample.delta]),
    ])
    try #expect(
      Golden.matches(ReleaseListText.render(list, paint: Paint(colours: false)), "release-list.txt")
    )
  }
}
