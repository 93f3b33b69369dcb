import AgentConfig
import AgentCore
import Basics
import ControlAPI
import ControlModel
import LinuxSystem
import OnDisk

/// The survey of what can be moved to another account, and of the obstacles. Changes nothing.
struct AccountSurvey {
  let paths: Paths
  let client: ControlClient
  let user: String
  let configuration: Configuration
  let running: RunningNodes
  private let files: [ConfigurationParser.File]

  init(_ paths: Paths, _ client: ControlClient, user: String) throws(Failure) {
    self.paths = paths
    self.client = client
    self.user = user
    files = try ConfigurationFiles.read(paths)
    configuration = try ConfigurationFiles.configuration(of: files)
    running = RunningNodes(paths, configuration)
  }

  static func pinsPath(_ paths: Paths) -> String {
    "\(paths.configurationFragments)/\(AccountPins.fileName)"
  }
  private var pinsPath: String { Self.pinsPath(paths) }

  var pins: AccountPins { AccountPins(files.first { $0.name == pinsPath }?.text ?? "") }

  /// The account of the chain's node; the configured one where there is none.
  func account(_ chain: ChainName) -> String {
    let actual = running.nodes[chain]?.start.user ?? ""
    return actual.isEmpty ? configuration.chains[chain]?.user ?? "" : actual
  }

  /// Nodes to be moved: what one process serves goes at once.
  func moves(_ wanted: [ChainName]) throws(Failure) -> [[ChainName]] {
    let all = configuration.orderedChains
    if let unknown = wanted.first(where: { configuration.chains[$0] == nil }) {
      throw .noChain(unknown, among: all.map(\.name))
    }
    let shared = all.filter { running.nodes[$0.name]?.unit == $0.units.shared }.map(\.name)
    var moves: [[ChainName]] = []
    for chain in all where wanted.isEmpty || wanted.contains(chain.name) {
      guard chain.user != user || account(chain.name) != user,
        !moves.contains(where: { $0.contains(chain.name) })
      else { continue }
      moves.append(
        shared.contains(chain.name)
          ? [chain.name] + shared.filter { $0 != chain.name } : [chain.name])
    }
    return moves
  }

  /// With the default nothing is said.
  func pins(_ chains: [ChainName], _ user: String) -> AccountPins {
    chains.reduce(pins) { pins, chain in
      pins.giving(chain, user == Configuration().chains[chain]?.user ? nil : user)
    }
  }

  /// The terms of the restart of chains that one process serves, or of one chain.
  static func terms(_ chains: [ChainName], acceptHalt: Bool) -> OrderTerms {
    var terms = OrderTerms()
    (terms.acceptHalt, terms.together) = (acceptHalt, chains.count > 1)
    return terms
  }

  func document(_ wanted: [ChainName], acceptHalt: Bool) throws(Failure) -> AccountMoveDocument {
    let moves = try moves(wanted)
    guard !moves.isEmpty else {
      throw .nothingToDo(.alreadyMoved, "every node is \(user)'s already")
    }
    var document = AccountMoveDocument(user: user)
    document.obstacles = try obstacles(moves.flatMap { $0 })
    for chains in moves {
      var move = AccountMoveDocument.Move(
        chains: chains, from: account(chains[0]), restarts: true, gates: [])
      do throws(Failure) {
        let plan = try client.plan(
          .restart, chain: chains[0], Self.terms(chains, acceptHalt: acceptHalt))
        (move.gates, move.gap) = (plan.gates, plan.gap)
      } catch {
        switch error.kind {
        case .chainStopped, .chainDisabled, .noRelease: move.restarts = false
        default:
          guard error.exit == .refused else { throw error }
          document.obstacles.append(.init(error.text, hint: error.hint))
        }
      }
      document.moves.append(move)
    }
    return document
  }

  private func obstacles(
    _ chains: [ChainName]
  ) throws(Failure) -> [AccountMoveDocument.Obstacle] {
    var found: [AccountMoveDocument.Obstacle] = []
    for chain in chains {
      let key = "chain.\(chain).user"
      guard configuration.chains[chain]?.user != user, let origin = configuration.origins[key],
        origin.file != pinsPath
      else { continue }
      found.append(
        .init(
          "\(origin) sets \(key): this command changes only \(AccountPins.fileName)",
          hint: "remove the line: sed -i \(origin.line)d \(origin.file)"))
    }
    if let account = Accounts.user(named: user) {
      found += chains.flatMap { unreadable(by: account, $0) }
    } else {
      found.append(
        .init(
          "this host has no account \(user)",
          hint: "useradd --system --shell /usr/sbin/nologin \(user)"))
    }
    let (after, problems) = ConfigurationParser.parse(files: edited(pins(chains, user)))
    found += problems.map { .init("\($0.file):\($0.line): \($0.text)", hint: $0.hint) }
    if found.isEmpty, let after, let chain = chains.first(where: { after.chains[$0]?.user != user })
    {
      found.append(
        .init(
          "\(pinsPath) sets chain.\(chain).user in a form that this command can't edit",
          hint: "remove it there, then adnet-agent account move"))
    }
    return found + (try unapplied(chains))
  }

  /// The restarts would take up more than the account.
  private func unapplied(
    _ chains: [ChainName]
  ) throws(Failure) -> [AccountMoveDocument.Obstacle] {
    switch try client.applyConfiguration(dryRun: true) {
    case .invalid(let document):
      return document.problems.map {
        .init("\($0.file)\($0.line.map { ":\($0)" } ?? ""): \($0.text)", hint: $0.hint)
      }
    case .changes(let document):
      let accounts = chains.map { "chain.\($0).user" }
      let keys = document.settings.map(\.key).filter { !accounts.contains($0) }
      guard !keys.isEmpty else { return [] }
      return [
        .init(
          "agent.toml has changes that are not applied: \(keys.joined(separator: ", "))",
          hint: "adnet-agent config apply")
      ]
    }
  }

  /// The files as they would be.
  private func edited(_ pins: AccountPins) -> [ConfigurationParser.File] {
    var files = files.filter { $0.name != pinsPath }
    let after = files.firstIndex { $0.name > pinsPath && $0.name != paths.configuration }
    if !pins.isEmpty { files.insert((pinsPath, pins.text), at: after ?? files.endIndex) }
    return files
  }

  /// Files outside the home, such as a key: they aren't given to anybody.
  private func unreadable(
    by user: Accounts.User, _ chain: ChainName
  ) -> [AccountMoveDocument.Obstacle] {
    guard let start = running.nodes[chain]?.start else { return [] }
    let home = paths.nodeHome(chain) + "/"
    let names = start.arguments.map { $0.split(separator: "=").last.map(String.init) ?? "" }
    return Set(names).sorted().compactMap { name in
      guard name.hasPrefix("/"), !name.hasPrefix(home), !name.split(separator: "/").contains(".."),
        let path = Self.firstUnreadable(name, by: user)
      else { return nil }
      return .init(
        "\(user.name) can't read \(path), which the node of chain \(chain) needs",
        hint: "chown \(user.name) \(path)")
    }
  }

  /// The file or a folder above it; nil as well for what isn't there, or is no file.
  private static func firstUnreadable(_ file: String, by user: Accounts.User) -> String? {
    guard let status = (try? File.status(file, following: true)) ?? nil, status.kind == .regular
    else { return nil }
    var above: [String] = []
    var path = Folder.parent(of: file)
    while path != "/", !path.isEmpty {
      above.insert(path, at: 0)
      path = Folder.parent(of: path)
    }
    let groups = Accounts.groups(of: user)
    for (path, needed) in above.map({ ($0, UInt32(1)) }) + [(file, UInt32(4))] {
      guard let status = (try? File.status(path, following: true)) ?? nil else { continue }
      let shift: UInt32 =
        status.owner == user.id ? 6 : groups.contains(status.group) ? 3 : 0
      if (status.mode >> shift) & needed == 0 { return path }
    }
    return nil
  }
}
