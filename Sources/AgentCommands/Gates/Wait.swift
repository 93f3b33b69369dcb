import AgentConfig
import AgentCore
import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct Wait: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait",
    abstract: "Wait until a chain's node is safe to stop, or healthy.",
    discussion: """
      For scripts: prints what it waits for, once per change. Exits with 0 when the goal is \
      reached, with 3 after the timeout.
      """)

  enum Goal: String, ExpressibleByArgument, CaseIterable { case safe, healthy }

  @Argument(help: "The chain, such as alpha.") var chain: ChainArgument
  @Option(name: .long, help: "safe: nothing blocks stopping it (see why). healthy: as in health.")
  var until: Goal = .safe
  @Option(name: .long, help: "The longest wait, such as 30s, 10m or 2h.")
  var timeout: String = "10m"
  @OptionGroup var place: AgentLocation

  /// The time between two looks, in milliseconds.
  private static let period: Int64 = 500

  func validate() throws {
    guard DurationText.milliseconds(timeout) != nil else {
      throw ValidationError("\(timeout) is not a duration: write 30s, 10m or 2h.")
    }
  }

  func run() throws {
    let deadline = Deadline(milliseconds: Int64(DurationText.milliseconds(timeout) ?? 0))
    var told: [String] = []
    while true {
      let reasons = try reasons()
      if reasons.isEmpty { return }
      if reasons != told {
        Terminal.words.write(
          reasons.map { "\(chain.name): waiting: \($0)\n" }.joined())
        told = reasons
      }
      guard !deadline.isOver else {
        throw Failure(
          until == .safe ? .notSafe : .notHealthy,
          "\(chain.name) isn't \(until.rawValue) after \(timeout)",
          hint: until == .safe
            ? "adnet-agent why \(chain.name)" : "adnet-agent health \(chain.name)")
      }
      Clock.sleep(milliseconds: min(Self.period, max(1, deadline.remainingMilliseconds)))
    }
  }

  /// The reasons why it isn't so yet. Numbers that count on are left out, so that a reason is told once.
  private func reasons() throws(Failure) -> [String] {
    do throws(Failure) {
      switch until {
      case .safe:
        return try place.client.why(chain.name).gates.blocked.map(\.text)
      case .healthy:
        let health = try place.client.health(refresh: false)
        guard let found = health.chains.first(where: { $0.chain == chain.name }) else {
          throw .noChain(chain.name, among: health.chains.map(\.chain))
        }
        return found.state == .healthy ? [] : [found.reason]
      }
    } catch {
      // It may be upgraded meanwhile.
      guard error.exit == .unreachable else { throw error }
      return ["the agent is unreachable"]
    }
  }
}
