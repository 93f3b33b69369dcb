import AgentConfig
public import Basics
public import DoorAPI
import LinuxSystem
import OnDisk

/// Does what the door is asked to, after checking every argument.
public struct DoorWork<Orders: UnitOrders> {
  private let paths: Paths
  private let policy = DoorPolicy()
  /// Made for each request that needs it: systemd may have been away since the last.
  private let orders: () throws(Failure) -> Orders

  public init(_ paths: Paths, orders: @escaping () throws(Failure) -> Orders) {
    self.paths = paths
    self.orders = orders
  }

  /// Removes what an earlier door left behind that was killed.
  public func sweep() throws(Failure) {
    try ReleaseStore(paths).sweep()
    try DropInFiles(paths).sweep()
  }

  public func perform(_ request: DoorRequest) throws(Failure) -> DoorReply {
    switch request {
    case .start(let units):
      try policy.check(units)
      return try jobs(units) { (orders, unit) throws(Failure) in try orders.startUnit(unit) }
    case .stop(let units):
      try policy.check(units)
      return try jobs(units) { (orders, unit) throws(Failure) in try orders.stopUnit(unit) }
    case .resetFailed(let units):
      try policy.check(units)
      let orders = try orders()
      for unit in units { try orders.resetFailed(unit) }
      return DoorReply()
    case .enable(let units):
      return try change(units) { (orders, unit) throws(Failure) in try orders.enableUnit(unit) }
    case .disable(let units):
      return try change(units) { (orders, unit) throws(Failure) in try orders.disableUnit(unit) }
    case .mask(let units):
      try policy.checkForMasks(units)
      return try change(units) { (orders, unit) throws(Failure) in try orders.maskUnit(unit) }
    case .unmask(let units):
      try policy.checkForMasks(units)
      return try change(units) { (orders, unit) throws(Failure) in try orders.unmaskUnit(unit) }
    case .own(let chain, let generation, let settingsOf):
      return try own(chain, generation, settingsOf: settingsOf)
    case .installRelease(let file, let program, let version, let sha256):
      let (release, isNew) = try ReleaseStore(paths).install(
        file: file, program: program, version: version, sha256: sha256)
      askVersion(of: release.id)
      return DoorReply(release: release.id, changed: isNew)
    case .removeRelease(let release):
      let changed = try ReleaseStore(paths).remove(release, protected: releasesInUse())
      try File.remove(paths.versionWords(release))
      return DoorReply(release: release, changed: changed)
    case .applyConfiguration: return try apply()
    }
  }

  private func jobs(
    _ units: [String], _ order: (Orders, String) throws(Failure) -> UInt32
  ) throws(Failure) -> DoorReply {
    let orders = try orders()
    var jobs: [DoorReply.Job] = []
    for unit in units { jobs.append(DoorReply.Job(unit: unit, id: try order(orders, unit))) }
    return DoorReply(jobs: jobs)
  }

  /// The unit files; systemd reads them again.
  private func change(
    _ units: [String], _ order: (Orders, String) throws(Failure) -> Void
  ) throws(Failure) -> DoorReply {
    try policy.checkForBoot(units)
    let orders = try orders()
    for unit in units { try order(orders, unit) }
    try orders.reload()
    return DoorReply()
  }

  private func own(
    _ chain: ChainName, _ generation: Generation, settingsOf: Int?
  ) throws(Failure) -> DoorReply {
    try policy.check(chain, generation)
    // The manifest matches: a folder that only looks like a release isn't one.
    _ = try ReleaseStore(paths).release(generation.release)
    let settings = GenerationSettings(paths)
    let isMoved = try settings.own(chain, generation, settingsOf: settingsOf) {
      () throws(Failure) in try orders().reload()
    }
    return DoorReply(changed: isMoved)
  }

  private static var versionMilliseconds: Int64 { 12_000 }

  /// A release that doesn't answer is installed all the same: gates then know less of it.
  private func askVersion(of release: ReleaseID) {
    do throws(Failure) {
      let orders = try orders()
      // What it says is put behind what is there.
      try File.remove(paths.versionWords(release))
      let unit = "adnet-version@\(release.versionInstance).service"
      _ = try orders.startUnit(unit)
      let deadline = Deadline(milliseconds: Self.versionMilliseconds)
      while try orders.isBusy(unit), !deadline.isOver { Clock.sleep(milliseconds: 20) }
    } catch {
      return
    }
  }

  /// The files first, all or none; then systemd reads them. Nothing is restarted, and nothing that a
  /// node is started with changes before its chain gets another generation.
  private func apply() throws(Failure) -> DoorReply {
    let files = try ConfigurationFiles.read(paths)
    let configuration = try ConfigurationFiles.configuration(of: files)
    let settings = GenerationSettings(paths)
    try settings.settle()
    let changes = try DropInFiles(paths).changes(
      configuration, running: RunningNodes(paths, configuration))
    // Kept before systemd is asked: a door that dies in between leaves nothing half done.
    try settings.write(
      changes, keep: { () throws(Failure) in try ConfigurationFiles.keep(files, paths) },
      { () throws(Failure) in try orders().reload() })
    return DoorReply(changed: !changes.isEmpty, files: changes.files)
  }

  /// The releases that chains run. The release that one would go back to is the agent's to know,
  /// and to refuse first. While a chain's link is damaged, all stays: nobody can tell what it
  /// needs.
  private func releasesInUse() throws(Failure) -> Set<ReleaseID> {
    var inUse: Set<ReleaseID> = []
    for chain in policy.chainNames {
      switch ChainFolder(paths, chain).current() {
      case .missing: continue
      case .generation(let current): inUse.insert(current.release)
      case .invalid(let reason):
        throw Failure(
          .chainInvalid, "cannot determine which releases chain \(chain) needs: \(reason)")
      }
    }
    return inUse
  }
}
