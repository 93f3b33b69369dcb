import AgentConfig
import AgentCore
import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct AccountMove: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "move",
    abstract: "Move nodes to one account; clients wait or peers answer them.",
    discussion: """
      One process for all chains needs one account. Writes agent.toml.d/00-accounts.toml, applies \
      the configuration and restarts the chains one after the other; each has to be healthy \
      before the next. A restart changes the owner of the node's files; the ledger isn't copied. \
      If a chain fails, its change is undone. Run the command again to complete the rest. Needs \
      root.
      """)

  @Argument(help: "The chains, such as alpha. Default: all.")
  var chains: [ChainArgument] = []
  @Option(name: .long, help: "The new account.") var to = "adnet-node"
  @Flag(
    name: .long,
    help: "Continue even if a chain halts. No other gate is overridden.")
  var acceptHalt = false
  @OptionGroup var check: CheckOption
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    guard Accounts.effectiveUser == 0 || !place.root.isEmpty else {
      throw Failure(
        .notRoot, "cannot move accounts: this needs root, to write agent.toml.d",
        hint: "sudo adnet-agent account move")
    }
    let survey = try AccountSurvey(place.paths, place.client, user: to)
    var document = try survey.document(chains.map(\.name), acceptHalt: acceptHalt)
    guard !check.check, document.isAllowed else {
      try Output.show(document, json: format.json) { width, paint in
        AccountMoveText.render(document, width: width, paint: paint)
      }
      throw CommandExit(code: .refused)
    }
    for index in document.moves.indices {
      try carryOut(document.moves[index])
      document.moves[index].isDone = true
    }
    try Output.show(document, json: format.json) { _, _ in
      document.moves.map { move in
        let names = move.chains.map(\.text).joined(separator: " and ")
        return move.restarts
          ? "\(names): runs as \(to) (before: \(move.from))\n"
          : "\(names): will run as \(to) from its next start\n"
      }.joined()
    }
  }

  /// The configuration says it before the restart, and is as before when that fails.
  private func carryOut(_ move: AccountMoveDocument.Move) throws(Failure) {
    let survey = try AccountSurvey(place.paths, place.client, user: to)
    let isConfigured = move.chains.allSatisfy { survey.configuration.chains[$0]?.user == to }
    if !isConfigured { try write(survey.pins(move.chains, to)) }
    do throws(Failure) {
      try apply()
      guard move.restarts else { return }
      let first = try place.client.order(
        .restart, chain: move.chains[0],
        AccountSurvey.terms(move.chains, acceptHalt: acceptHalt))
      var follower = Follower(place.client)
      guard let last = try follower.follow(first)?.verdict else {
        throw Failure(
          .interrupted, "the restart of \(move.chains[0]) is still running in the background",
          hint: "run adnet-agent account move again to complete the rest")
      }
      if last.outcome != .done {
        throw Failure(
          .moveFailed,
          "cannot move \(move.chains[0]) to \(to): "
            + (last.failure?.text ?? "its restart \(OperationText.outcome(last.outcome))"),
          hint: last.failure?.hint ?? "adnet-agent operation show \(last.id)")
      }
      let now = try AccountSurvey(place.paths, place.client, user: to)
      guard now.account(move.chains[0]) == to else {
        throw Failure(
          .moveFailed,
          "cannot move \(move.chains[0]) to \(to): its node still "
            + "runs as \(now.account(move.chains[0]))",
          hint: "adnet-agent config apply --dry-run")
      }
    } catch {
      // What goes on without us still needs it, and an agent that is away can't be asked.
      let goesOn = error.kind == .interrupted || error.exit == .unreachable
      if !isConfigured, !goesOn {
        // The node is what it was in any case; the same command finds out what is left.
        try? write(survey.pins)
        try? apply()
      }
      throw error
    }
  }

  private func write(_ pins: AccountPins) throws(Failure) {
    let path = AccountSurvey.pinsPath(place.paths)
    if !pins.isEmpty {
      try File.writeAtomically(Array(pins.text.utf8), to: path)
    } else if try File.remove(path) {
      try Folder.sync(place.paths.configurationFragments)
    }
  }

  private func apply() throws(Failure) {
    switch try place.client.applyConfiguration(dryRun: false) {
    case .changes: return
    case .invalid(let document):
      throw Failure(
        .configurationInvalid,
        document.problems.map { "\($0.file):\($0.line ?? 1): \($0.text)" }.joined(separator: "; "),
        hint: "adnet-agent config check")
    }
  }
}
