import AgentCore
import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct HostDrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain", abstract: "Drain every running chain, one after another.",
    discussion: """
      With --for-reboot each chain's drain ends when its node is healthy after the next boot. \
      Otherwise run 'adnet-agent undrain CHAIN' for each. Chains that are drained already are left \
      as they are.
      """)

  @Flag(name: .long, help: "End the drain when the nodes are healthy after the next boot.")
  var forReboot = false
  @Flag(name: .long, help: "Continue even if a chain halts during the reboot.")
  var acceptHalt = false
  @OptionGroup var drain: DrainOptions
  @OptionGroup var check: CheckOption
  @OptionGroup var place: AgentLocation

  /// The terms for each chain.
  var terms: OrderTerms {
    var terms = drain.added(to: OrderTerms())
    (terms.forReboot, terms.acceptHalt) = (forReboot, acceptHalt)
    return terms
  }

  func run() throws {
    let chains = try place.client.status().chains.filter {
      $0.enabled && $0.desired == .running && $0.drained == nil
    }
    let terms = terms
    // What would be refused is refused before the first is touched.
    var free: [ChainName] = []
    for chain in chains {
      guard
        let plan = try unlessSo({ () throws(Failure) in
          try place.client.plan(.drain, chain: chain.chain, terms)
        })
      else { continue }
      guard plan.isAllowed else {
        let blocked = plan.gates.blocked.map(\.text)
        throw Failure(
          .gatesBlocked,
          "cannot drain \(chain.chain): \(blocked.joined(separator: "; "))",
          hint: "adnet-agent why \(chain.chain)")
      }
      free.append(chain.chain)
    }
    if free.isEmpty { return Terminal.output.write("no chain to drain\n") }
    if check.check {
      for chain in free { Terminal.output.write("\(chain): would be drained\n") }
      throw CommandExit(code: .refused)
    }
    for chain in free {
      var follower = Follower(place.client)
      guard
        let first = try unlessSo({ () throws(Failure) in
          try place.client.order(.drain, chain: chain, terms)
        })
      else { continue }
      guard let last = try follower.follow(first)?.verdict else { throw CommandExit(code: .busy) }
      let now = Timestamp(unixMilliseconds: Clock.unixMilliseconds())
      let paint = Paint(colours: Terminal.output.hasColours)
      let text = OperationText.summary(last, now: now, paint: paint)
      Terminal.output.write("\(chain): \(text)\n")
      if last.outcome != .done { throw CommandExit(code: .failed) }
    }
  }

  /// Nil for a chain that somebody has drained meanwhile.
  private func unlessSo<Document>(
    _ ask: () throws(Failure) -> Document
  ) throws(Failure) -> Document? {
    do throws(Failure) { return try ask() } catch {
      guard error.isNothingToDo else { throw error }
      return nil
    }
  }
}
