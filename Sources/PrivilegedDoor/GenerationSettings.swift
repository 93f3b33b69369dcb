import AgentConfig
import Basics
import LinuxSystem
import OnDisk

/// The settings that nodes are started with, kept with each generation.
struct GenerationSettings {
  private let paths: Paths

  init(_ paths: Paths) { self.paths = paths }

  /// Moves the chain's link to a generation that has its settings, and brings the units in line with
  /// them: systemd has to know account, sockets and limits before the node is started.
  ///
  /// - Parameters:
  ///   - settingsOf: the generation whose settings it gets; nil for those of the configuration.
  ///   - reload: has systemd read its files again; called when they changed.
  func own(
    _ chain: ChainName, _ generation: Generation, settingsOf: Int?,
    reload: () throws(Failure) -> Void
  ) throws(Failure) -> Bool {
    let folder = ChainFolder(paths, chain)
    // Of all chains: their units are written, too.
    try settle()
    if folder.current() == .generation(generation) {
      try bringInLine(chain, nil, reload)
      return try folder.own(generation)
    }
    let start = try start(generation, settingsOf, folder)
    try requireFreePorts(chain, generation, start)
    let node = RunningNodes.Node(
      unit: generation.unit, release: generation.release, start: start)
    do throws(Failure) {
      return try folder.own(generation, start: start.text) { () throws(Failure) in
        let (home, before) = (ChainHome(paths, chain), folder.running()?.start)
        try home.see(to: start.user, before: before?.user)
        try home.seeToRecord(from: before, to: start)
        try bringInLine(chain, node, reload)
      }
    } catch {
      // Whoever owns it still is started with its own account, sockets and limits.
      try? bringInLine(chain, nil, reload)
      throw error
    }
  }

  /// Also of a way back: its ports may have become another chain's.
  private func requireFreePorts(
    _ chain: ChainName, _ generation: Generation, _ start: NodeStart
  ) throws(Failure) {
    let conflicts = RunningNodes(paths, Configuration()).conflicts(
      of: chain, start, unit: generation.unit
    ) { ChainLockFile(paths, $0).state() == .held }
    guard conflicts.isEmpty else {
      throw Failure(
        .portOfAnotherChain,
        "cannot move chain \(chain) to generation \(generation.number): "
          + conflicts.joined(separator: "; "),
        hint: "stop both chains, then start both")
    }
  }

  private func start(
    _ generation: Generation, _ settingsOf: Int?, _ folder: ChainFolder
  ) throws(Failure) -> NodeStart {
    if let settingsOf, (try? folder.generation(settingsOf))?.unit == generation.unit,
      let kept = folder.nodeStart(of: settingsOf)
    {
      return kept
    }
    let configuration = try ConfigurationFiles.inForce(paths)
    guard let start = configuration.start(generation.unit, release: generation.release) else {
      throw Failure(
        .unitNotOurs, "cannot move the chain to \(generation.unit): the unit runs no node")
    }
    guard start.text.utf8.count < NodeStart.limit else {
      throw Failure(
        .settingsTooLarge,
        "cannot start \(generation.unit): its settings have \(NodeStart.limit) bytes or more")
    }
    return start
  }

  /// - Parameter node: what the chain is about to run; nil for what it runs.
  private func bringInLine(
    _ chain: ChainName, _ node: RunningNodes.Node?, _ reload: () throws(Failure) -> Void
  ) throws(Failure) {
    // A mistake in the files must not keep a way back from starting a node: its supervisor goes by the
    // generation, and the units stay as they are.
    guard let configuration = try? ConfigurationFiles.inForce(paths) else { return }
    var running = RunningNodes(paths, configuration)
    if let node { running.nodes[chain] = node }
    let changes = try DropInFiles(paths).changes(configuration, running: running)
    try write(changes, reload)
    // From the first node on, what is edited counts when it is applied.
    if try ConfigurationFiles.applied(paths) == nil {
      try ConfigurationFiles.keep(try ConfigurationFiles.read(paths), paths)
    }
  }

  /// Systemd reads what was written even when the one who wrote it didn't live to ask for that. Without a
  /// reason it isn't asked to: it answers nobody meanwhile.
  ///
  /// - Parameter keep: done when the files are written, and before systemd is asked; also without changes.
  func write(
    _ changes: DropInChanges, keep: () throws(Failure) -> Void = {},
    _ reload: () throws(Failure) -> Void
  ) throws(Failure) {
    let isOwed = try File.status(paths.unitReload) != nil
    guard isOwed || !changes.isEmpty else { return try keep() }
    _ = try Folder.make(Folder.parent(of: paths.unitReload))
    try File.writeAtomically([], to: paths.unitReload, mode: 0o644)
    try changes.write()
    try keep()
    try reload()
    try File.remove(paths.unitReload)
  }

  /// Every chain that a version before has left without settings.
  func settle() throws(Failure) {
    for chain in Configuration().chains.keys.sorted() { try settle(chain) }
  }

  /// Keeps the settings of a generation without any. Its node was started with those of its unit's
  /// drop-in, which nothing has changed since: that is what it is started with again.
  private func settle(_ chain: ChainName) throws(Failure) {
    let folder = ChainFolder(paths, chain)
    guard let owner = folder.current().generation, try folder.start(of: owner.number) == nil,
      let dropIn = try ConfigurationFiles.dropIn(owner.unit, paths),
      let start = NodeStart(dropIn: dropIn), start.text.utf8.count < NodeStart.limit
    else { return }
    try folder.complete(owner.number, start: start.text)
  }
}
