public import AgentConfig
public import Basics

extension ChainFolder {
  /// The settings that the chain's owner is started with; nil without an owner or a valid file.
  public func running() -> RunningNodes.Node? {
    guard let owner = current().generation, let start = nodeStart(of: owner.number) else {
      return nil
    }
    return RunningNodes.Node(unit: owner.unit, release: owner.release, start: start)
  }

  /// Nil where versions before wrote nothing, or something that can't be used.
  public func nodeStart(of number: Int) -> NodeStart? {
    // What can't be read is no settings to go by: whoever needs them renders them anew.
    (try? start(of: number)).flatMap { $0 }.flatMap(NodeStart.init(text:))
  }
}

extension RunningNodes {
  /// Of all chains that a configuration has.
  public init(_ paths: Paths, _ configuration: Configuration) {
    self.init()
    for chain in configuration.chains.keys { nodes[chain] = ChainFolder(paths, chain).running() }
  }
}
