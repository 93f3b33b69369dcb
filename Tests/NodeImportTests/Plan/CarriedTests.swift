import AgentConfig
import Testing

@testable import NodeImport

/// What the old command line says is in the command of every program of the chain.
@Suite struct CarriedTests {
  private func parsed(_ more: [String]) throws -> ChainConfiguration {
    var site = Site()
    site.node.arguments += more
    return try site.parsed()
  }

  @Test func theNetworkAndTheLimitOfRequestsAreInEveryCommand() throws {
    let chain = try parsed(["--network", "1", "--rest-rps", "1000", "--peers=a:1,b:2"])
    for command in [chain.command.own, chain.command.unified] {
      for words in [["--network", "1"], ["--rest-rps", "1000"], ["--peers=a:1,b:2"]] {
        #expect(words.allSatisfy(command.contains), "\(command)")
      }
    }
    #expect(chain.command.additional.starts(with: ["--network", "1"]))
  }

  @Test func portsKeysPlacesAndTheLogAreSaidInEachCommandsOwnWay() throws {
    let chain = try parsed(["--metrics", "--verbosity", "1", "--storage", "/x", "--nocdn"])
    #expect(chain.command.additional.isEmpty, "\(chain.command.additional)")
    #expect(chain.command.unified.first == "run")
    #expect(!chain.command.unified.contains("start"))
    #expect(!chain.command.unified.contains("--validator"))
  }

  @Test func severalValuesOfOneOptionStayTogether() throws {
    let chain = try parsed(["--trusted", "a", "b", "--node-data-storage", "c"])
    #expect(chain.command.additional == ["--trusted", "a", "b"])
  }

  @Test func aUnifiedCommandThatHasToBeWrittenHasThemToo() throws {
    // Without metrics the default command of adnet would name a port that isn't there.
    var site = Site()
    site.node.arguments += ["--rest-rps", "1000"]
    let plan = site.plan()
    #expect(plan.fragment.contains("\nadnet = ["), "\(plan.fragment)")
    let chain = try site.parsed()
    #expect(chain.command.unified.suffix(2) == ["--rest-rps", "1000"])
    #expect(chain.command.unified.count { $0 == "--rest-rps" } == 1)
  }
}
