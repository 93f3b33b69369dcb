import AgentConfig
import AgentCore
import Basics
import ControlAPI
import ControlModel
import DoorAPI
import LinuxSystem
import OnDisk

/// Applies the configuration, or tells what that would change.
struct ConfigurationResponder {
  let loop: HostLoop
  private var world: HostWorld { loop.world }
  private var paths: Paths { world.paths }
  private var configuration: Configuration { world.registry.configuration }

  func apply(dryRun: Bool) throws(Failure) -> ControlReply {
    let (found, problems) = try ConfigurationFiles.check(paths)
    guard let found else {
      let document = ConfigurationProblems(
        problems: problems.map {
          ConfigurationProblem(
            file: $0.file, line: $0.line, text: $0.text, hint: $0.hint)
        })
      if !dryRun {
        let failure = Failure(
          .configurationInvalid, problems.map(\.description).joined(separator: "; "))
        world.publisher.write(.configurationKept(failure))
      }
      return .configurationProblems(document)
    }
    if !dryRun { try requireNoStart() }
    let running = RunningNodes(paths, configuration)
    try requireOneAccount(found, running)
    let settings = found.changes(from: configuration, running: running).map { change in
      ConfigurationDocument.Setting(
        key: change.key, old: change.shown(change.old), new: change.shown(change.new),
        takesEffect: change.effect.word, command: change.effect.command)
    }
    let changes = try fileChanges(found, running)
    if !dryRun, found == configuration, changes.isEmpty {
      // The chains stay as they are set up, and what is known of them stays known.
      try world.keepConfiguration()
    } else if !dryRun {
      defer {
        loop.startOver()
        loop.lookAtAll()
      }
      try world.applyConfiguration()
    }
    return .configuration(
      ConfigurationDocument(
        applied: !dryRun, changes: changes, settings: settings,
        needsRestart: pendingUnits(found, running)))
  }

  private func requireOneAccount(
    _ found: Configuration, _ running: RunningNodes
  ) throws(Failure) {
    let chains = found.orderedChains
    guard let why = OneAccount.refusal(chains.map { ($0.name, $0.user) }),
      let unit = chains.first?.units.shared,
      running.nodes.values.contains(where: { $0.unit == unit })
    else { return }
    throw Failure(
      .accountsDiffer, "cannot apply the configuration: \(unit) runs all chains, and \(why)",
      hint: "give them one user, or adnet-agent migrate start --to split first")
  }

  /// Between the gates and the start of its node an operation counts on what was applied then. One that
  /// goes back, or can't go on, needs nothing of it: then the configuration may be what has to change.
  private func requireNoStart() throws(Failure) {
    guard
      let operation = loop.state.chains.values.lazy.compactMap(\.operation)
        .first(where: \.awaitsConfiguration)
    else { return }
    throw Failure(
      .busy,
      "cannot apply the configuration: \(operation.kind.rawValue) of chain \(operation.chain) is starting "
        + "a node with the current one (\(operation.phase.step))",
      hint: "try again in a few seconds")
  }

  /// Of the files that change now; what nodes are started with waits for their next generation.
  private func fileChanges(
    _ found: Configuration, _ running: RunningNodes
  ) throws(Failure) -> [ConfigurationDocument.Change] {
    var changes: [ConfigurationDocument.Change] = []
    for dropIn in DropIns.render(found, running: running) {
      let path = "\(paths.dropIns)/\(dropIn.path)"
      let old = try ConfigurationFiles.dropIn(dropIn.unit, paths)
      guard old != dropIn.text else { continue }
      changes.append(
        ConfigurationDocument.Change(
          path: path, diff: LineDifference.unified(path: path, old: old, new: dropIn.text)))
    }
    for (chain, node) in running.nodes.sorted(by: { $0.key < $1.key }) {
      guard let next = found.start(node.unit, release: node.release), next != node.start,
        // What was applied before, and only waits for its order, isn't changed once more.
        next != configuration.start(node.unit, release: node.release)
      else { continue }
      let path = "next generation of chain \(chain) (\(node.unit))"
      changes.append(
        ConfigurationDocument.Change(
          path: path,
          diff: LineDifference.unified(
            path: path, old: node.start.text.hidingValues, new: next.text.hidingValues)))
    }
    return changes
  }

  private func pendingUnits(_ found: Configuration, _ running: RunningNodes) -> [String] {
    let nodes = running.nodes.values.filter {
      found.start($0.unit, release: $0.release) != $0.start
    }
    return Set(nodes.map(\.unit)).sorted()
  }
}

extension ConfigurationChange.Effect {
  fileprivate var word: ConfigurationDocument.Setting.Moment {
    switch self {
    case .now: .now
    case .restart: .restart
    case .stopAndStart: .stopAndStart
    case .whenUsed: .whenUsed
    case .agentRestart: .agentRestart
    }
  }
}

extension ConfigurationChange {
  /// Without the values of environment variables, which may be secrets, and of options that are.
  fileprivate func shown(_ value: String) -> String {
    key.hasSuffix(".environment") || key.contains(".command") && Secrets.areIn(value)
      ? "…" : value
  }
}

extension String {
  /// Without the values of environment variables, which may be secrets, and of options that are.
  fileprivate var hidingValues: String {
    var lines = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for index in lines.indices.dropFirst() where lines[index - 1] == "--environment" {
      lines[index] = lines[index].prefix { $0 != "=" } + "=…"
    }
    return Secrets.hidden(lines).joined(separator: "\n")
  }
}
