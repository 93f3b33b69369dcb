public import AgentConfig
public import AgentCore
public import Basics
public import ControlAPI
import ControlModel
import LinuxSystem
import OnDisk

/// The survey of a node to take over, and of the effects. Changes nothing.
public struct ImportSurvey {
  public enum Source: Sendable {
    case unit(String)
    case process(Int32)
  }

  private let paths: Paths
  private let client: ControlClient
  public let chain: ChainConfiguration
  private let configuration: Configuration

  public init(_ chain: ChainName, paths: Paths, client: ControlClient) throws(Failure) {
    self.paths = paths
    self.client = client
    configuration = try ConfigurationFiles.require(paths)
    guard let settings = configuration.chains[chain] else {
      throw .noChain(chain, among: configuration.chains.keys)
    }
    self.chain = settings
  }

  public func find(_ source: Source) throws(Failure) -> ForeignNode {
    let reader = try ForeignNodeFinder()
    switch source {
    case .unit(let name):
      return try reader.node(ofUnit: name.contains(".") ? name : "\(name).service")
    case .process(let number): return try reader.node(ofProcess: number)
    }
  }

  public func plan(_ node: ForeignNode, version: String) throws(Failure) -> ImportPlan {
    var networks: [ChainName: String] = [:]
    for other in configuration.orderedChains where other.name != chain.name {
      guard case .generation(let current) = ChainFolder(paths, other.name).current() else {
        continue
      }
      let commands = [
        other.units.own: other.command.own, other.units.shared: configuration.unified.command,
      ]
      networks[other.name] = ImportPlanner.network(
        of: commands[current.unit] ?? other.command.unified)
    }
    let view = try ForeignView(of: node.process)
    // Root may have put a link in its place.
    let home = try Folder.resolved(paths.nodeHome(chain.name))
    var plan = ImportPlanner(
      node, into: chain, home: home, version: version, networks: networks,
      answers: ForeignProbe.ask(node, chain), look: { PathFact((try? view.find($0)) ?? nil) },
      here: { PathFact((try? view.findHere($0)) ?? nil) ?? Self.link($0) },
      // What can't be listed can't be told.
      list: { (try? Folder.names(in: $0)) ?? [] }
    ).plan()
    plan.refusals += try unfit(plan) + strange(home)
    let status = try client.status()
    if let now = status.chains.first(where: { $0.chain == chain.name }),
      now.enabled || now.desired == .running
    {
      plan.refusals.insert(
        .init(
          "chain \(chain.name) has a node here already: one network a host",
          hint: "adnet-agent status"), at: 0)
    }
    return plan
  }

  /// Found before the stop, and not when the files are moved.
  private func strange(_ home: String) throws(Failure) -> [ImportPlan.Refusal] {
    let user = Accounts.user(named: chain.user)
    guard let user else {
      return [
        .init(
          "there is no account \(chain.user), which the node would run as",
          hint: "chain.\(chain.name).user in agent.toml")
      ]
    }
    guard let status = try File.status(home) else {
      return [
        .init(
          "there is no folder \(home), the home of chain \(chain.name)",
          hint: "install -d -m 0700 -o \(user.name) -g \(user.name) \(home)")
      ]
    }
    guard status.kind == .folder, status.owner == user.id else {
      return [
        .init(
          "\(home) isn't a folder of \(user.name), which the node would run as",
          hint: "chown \(user.name): \(home)")
      ]
    }
    return []
  }

  /// - Parameters:
  ///   - who: who accepts that the chain halts.
  ///   - unknown: who accepts that nobody knows the node's height.
  public func gates(
    _ node: ForeignNode, acceptedBy who: String?, unknownHeightBy unknown: String? = nil
  ) throws(Failure) -> [Gate] {
    let health = try client.health(refresh: false).chains.first { $0.chain == chain.name }
    let top = health?.checks.filter { $0.check == "height" && $0.target.contains("://") }
      .compactMap { UInt64($0.result) }.max()
    return ImportGates(
      why: try client.why(chain.name).gates, committee: try client.committee(chain.name),
      network: health?.network ?? .unknown, networkReason: health?.networkReason ?? "",
      top: top, answers: ForeignProbe.ask(node, chain), guardsQuorum: chain.quorum.guards,
      fitness: ReleaseStore(paths).fitness(ofFile: node.readableFile)
    ).all(acceptedBy: who, unknownHeightBy: unknown)
  }

  /// The height that the node reports now; nil without one.
  func height(of node: ForeignNode) -> UInt64? { answers(of: node).height }

  func answers(of node: ForeignNode) -> ForeignAnswers { ForeignProbe.ask(node, chain) }

  /// The configuration with the fragment has to be valid, and say what the fragment says.
  private func unfit(_ plan: ImportPlan) throws(Failure) -> [ImportPlan.Refusal] {
    let name = "\(paths.configurationFragments)/\(ImportPlan.fragmentName(chain.name))"
    var files = try ConfigurationFiles.read(paths).filter { $0.name != name }
    let (alone, _) = ConfigurationParser.parse(files: [(name, plan.fragment)])
    let after = files.firstIndex { $0.name > name && $0.name != paths.configuration }
    files.insert((name, plan.fragment), at: after ?? files.endIndex)
    let (whole, problems) = ConfigurationParser.parse(files: files)
    if !problems.isEmpty {
      return problems.map {
        .init("the configuration wouldn't be valid: \($0.text)", hint: $0.hint)
      }
    }
    guard let now = whole?.chains[chain.name], let wanted = alone?.chains[chain.name],
      now.command.own != wanted.command.own
    else { return [] }
    return [
      .init(
        "another file of agent.toml.d overrides the command of chain \(chain.name)",
        hint: "a name before \(ImportPlan.fragmentName(chain.name)) in the alphabet")
    ]
  }
}

extension ImportSurvey {
  /// One that leads nowhere is something, too.
  private static func link(_ path: String) -> PathFact? {
    guard let status = (try? File.status(path)) ?? nil else { return nil }
    return PathFact(.other, owner: status.owner, device: status.device, path: path)
  }
}

extension PathFact {
  fileprivate init?(_ found: ForeignView.Found?) {
    guard let found else { return nil }
    let kind: Kind =
      switch found.status.kind {
      case .regular: .file
      case .folder: .folder
      case .link, .other: .other
      }
    self.init(
      kind, owner: found.status.owner, device: found.status.device, inode: found.status.inode,
      path: found.path, holdsMount: found.holdsMount)
  }
}

extension ForeignNode {
  /// The path of its own file while it runs, even if another file has its name since.
  var readableFile: String { isAlive ? "/proc/\(process)/exe" : executable }
}
