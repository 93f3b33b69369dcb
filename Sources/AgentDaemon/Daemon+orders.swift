import AgentConfig
import AgentCore
import Chains
import ConfigurationFiles
import ControlAPI
import ControlModel
import DoorAPI
import LinuxSystem
import Releases

extension Daemon {
  /// Everything that has come in over the API.
  func answerLetters() {
    for letter in mailbox.take() { answer(letter) }
  }

  private func answer(_ letter: ControlMailbox.Letter) {
    switch letter.request {
    case .status: letter.reply(.status(status()))
    case .health(let refresh): health(refresh: refresh, letter.reply)
    case .alive: letter.reply(.readiness(alive()))
    case .readiness(let chain, let drainedIsReady):
      letter.reply(readiness(chain, drainedIsReady: drainedIsReady))
    case .version: letter.reply(.version(VersionDocument(version: AgentVersion.text)))
    case .operations:
      letter.reply(.operations(OperationListDocument(operations: ledger.newestFirst)))
    case .operation(let id):
      letter.reply(
        ledger.document(id).map { .operation($0) }
          ?? .failure(Failure("operation_unknown", "there is no operation \(id)", exit: .failed)))
    case .order(
      let verb, let chain, let dryRun, let acceptHalt, let together, let ledgerPutBack,
      let acceptHeight):
      let who = name(of: letter.caller)
      var command = Command(
        id: newID(), chain: chain, verb: verb, acceptsHalt: acceptHalt ? who : nil)
      command.ledgerPutBackBy = ledgerPutBack ? who : nil
      command.acceptsHeight = acceptHeight ? who : nil
      letter.reply(
        attempt { () throws(Failure) in
          try order(command, dryRun: dryRun, together: together)
        })
    case .migration: letter.reply(attempt { () throws(Failure) in try migration() })
    case .migrate(let request, let dryRun):
      letter.reply(
        attempt { () throws(Failure) in
          try migrate(request, dryRun: dryRun, by: name(of: letter.caller))
        })
    case .why(let chain): letter.reply(attempt { () throws(Failure) in try why(chain) })
    case .committee(let chain):
      letter.reply(attempt { () throws(Failure) in try committee(chain) })
    case .releases: letter.reply(attempt { () throws(Failure) in try .releases(releases()) })
    case .addRelease(let program, let version, let sha256, let file):
      addRelease(program, version, sha256, file, letter.reply)
    case .removeRelease(let release):
      letter.reply(attempt { () throws(Failure) in try remove(release) })
    case .applyConfiguration(let dryRun):
      letter.reply(attempt { () throws(Failure) in try applyConfiguration(dryRun: dryRun) })
    case .host:
      letter.reply(attempt { () throws(Failure) in try applyHost(dryRun: true) })
    case .applyHost:
      letter.reply(attempt { () throws(Failure) in try applyHost(dryRun: false) })
    }
  }

  func attempt(_ body: () throws(Failure) -> ControlReply) -> ControlReply {
    do throws(Failure) { return try body() } catch { return .failure(error) }
  }

  private func name(of caller: Caller) -> String {
    Accounts.user(id: caller.uid)?.name ?? "uid \(caller.uid)"
  }

  // MARK: Orders to a chain

  func desk(_ chain: ChainName) throws(Failure) -> ChainDesk {
    guard let desk = desks[chain] else {
      let known = desks.keys.sorted().map(\.text).joined(separator: ", ")
      throw Failure(
        "chain_unknown", "there is no chain \(chain)", hint: "configured: \(known)", exit: .usage)
    }
    return desk
  }

  /// - Parameter together: it is for every chain that the same process serves.
  private func order(
    _ command: Command, dryRun: Bool, together: Bool
  ) throws(Failure) -> ControlReply {
    var command = command
    let (verb, chain) = (command.verb, command.chain)
    let settings = try desk(chain).eye.settings
    if let notice = ImportNotices(paths: paths).of(chain) {
      guard notice.givesOrders else { throw notice.refusal(of: chain) }
      // Of the import itself: nobody else's order is of use before it is over.
      if case .swap = verb { command.imports = !notice.leadsBack }
    } else if let other = ImportNotices(paths: paths).of(desks.keys).first(
      where: \.notice.holdsHost)
    {
      // It needs the one operation that this host has at a time for itself.
      throw other.notice.busy(with: other.chain)
    }
    let store = ReleaseStore(paths)
    let installed = try store.list().installed.map(\.id)
    let owner = ChainFolder(paths, chain).current().generation
    var fitness: [ReleaseID: ReleaseFitness] = [:]
    let known = [state[chain].proven?.release, owner?.release]
    for id in installed where verb.mayMean(id) || known.contains(id) {
      fitness[id] = fitnessForUnits(store, id)
    }
    let stuck = Set(desks.filter { $0.value.isStuck }.keys)
    guard together, owner?.unit == settings.sharedUnit else {
      let order = try order(command)
      return reply(
        AgentPolicy.accept(
          order.command, state: state, seeing: order.now, settings: order.settings,
          releases: installed, fitness: fitness, forecast: order.forecast, stuck: stuck,
          dryRun: dryRun
        ).map { [$0] }, dryRun: dryRun)
    }
    // The one that was named comes first, and is the one that is told of.
    var orders: [Order] = []
    for one in command.together(with: settings.companions) { orders.append(try order(one)) }
    return reply(
      AgentPolicy.accept(
        all: orders, state: state, releases: installed, fitness: fitness, stuck: stuck,
        dryRun: dryRun),
      dryRun: dryRun)
  }

  private func order(_ command: Command) throws(Failure) -> Order {
    let desk = try desk(command.chain)
    units.distrust(desk.eye.settings.units)
    return Order(
      command, seeing: lookForGates(desk, command.chain), settings: desk.eye.settings,
      forecast: ledger.forecast(command.chain))
  }

  private func reply(_ result: Result<[Accepted], Failure>, dryRun: Bool) -> ControlReply {
    switch result {
    case .failure(let failure): return .failure(failure)
    case .success(let accepted):
      guard let first = accepted.first, let last = accepted.last else {
        return .failure(Failure("internal", "an order was accepted for no chain"))
      }
      if dryRun { return .plan(PlanDocument(first)) }
      guard isSaved(), remember(last.state) else {
        return .failure(unsaved ?? Failure("state_unsaved", "cannot save the state"))
      }
      for one in accepted {
        desks[one.operation.chain]?.effects = EffectLog()
        _ = ledger.note(one.operation, waitsFor: nil)
      }
      let document = ledger.document(first.operation.id)
      return .operation(document ?? OperationDocument(first.operation, seq: 1, waitsFor: nil))
    }
  }

  /// Sorts by time, and two agents never give the same.
  func newID() -> String {
    var text = String(Clock.unixMilliseconds(), radix: 36)
    text += "-" + String(UInt32.random(in: .min ... .max), radix: 36)
    return text
  }

  // MARK: Releases

  func releases() throws(Failure) -> ReleaseListDocument {
    ReleaseListDocument(
      releases: try ReleaseStore(paths).list().installed.map(status).sorted {
        $0.release.description < $1.release.description
      })
  }

  private func status(_ release: Release) -> ReleaseStatus {
    let chains = desks.keys.sorted()
    let inPlace = chains.filter { desks[$0]?.seen?.current.generation?.release == release.id }
    return ReleaseStatus(
      release: release.id, sha256: release.sha256, bytes: release.bytes,
      addedAt: Timestamp(unixMilliseconds: release.installedUnixMilliseconds),
      current: inPlace.filter { state[$0].desired == .running },
      stopped: inPlace.filter { state[$0].desired == .stopped },
      previous: chains.filter {
        state[$0].releasesInUse.contains(release.id) && !inPlace.contains($0)
      })
  }

  /// Copying and hashing some 100 MB takes its time: not on the loop's thread.
  private func addRelease(
    _ program: String, _ version: String, _ sha256: String?, _ file: String,
    _ reply: @escaping @Sendable (ControlReply) -> Void
  ) {
    let (door, paths) = (door, paths)
    let programs = configuration.chains.values.map(\.program) + [ChainSettings.unifiedProgram]
    if let refusal = ReleaseAdvice.refusal(program, known: Set(programs)) {
      return reply(.failure(refusal))
    }
    do throws(Failure) {
      let thread = try Thread.start(name: "release-add") {
        do throws(Failure) {
          let answer = try door.ask(
            .installRelease(file: file, program: program, version: version, sha256: sha256),
            timeoutMilliseconds: 600_000)
          guard let id = answer.release else {
            throw Failure("door_message", "the door didn't name the release")
          }
          let store = ReleaseStore(paths)
          let release = try store.release(id)
          let warnings = ReleaseAdvice.warnings(
            for: id, installed: try store.list().installed.map(\.id),
            words: store.versionWords(of: id))
          let status = ReleaseStatus(
            release: id, sha256: release.sha256, bytes: release.bytes,
            addedAt: Timestamp(unixMilliseconds: release.installedUnixMilliseconds))
          reply(
            .releases(
              ReleaseListDocument(
                releases: [status], changed: answer.changed ?? true,
                warnings: warnings.isEmpty ? nil : warnings)))
        } catch { reply(.failure(error)) }
      }
      thread.detach()
    } catch { reply(.failure(error)) }
  }

  private func remove(_ release: ReleaseID) throws(Failure) -> ControlReply {
    if let migration = state.migration, migration.mayNeed(release) {
      throw Failure(
        "release_in_use", "cannot remove \(release): the migration may need it",
        hint: "adnet-agent migrate finish ends that", exit: .refused)
    }
    for chain in desks.keys.sorted() where state[chain].releasesInUse.contains(release) {
      throw Failure(
        "release_in_use",
        "cannot remove \(release): chain \(chain) runs it or would go back to it", exit: .refused)
    }
    let found = try ReleaseStore(paths).release(release)
    let document = ReleaseListDocument(releases: [status(found)])
    _ = try door.ask(.removeRelease(release), timeoutMilliseconds: 25_000)
    return .releases(document)
  }
}

extension Command.Verb {
  /// Whether it may put that release in place.
  fileprivate func mayMean(_ release: ReleaseID) -> Bool {
    switch self {
    case .swap(let text): release.isNamed(text)
    case .rollback: true
    case .enable, .disable, .start, .stop, .restart, .drain, .undrain: false
    }
  }
}

extension PlanDocument {
  init(_ accepted: Accepted) {
    let operation = accepted.operation
    self.init(
      kind: operation.kind, chain: operation.chain, from: operation.from?.release,
      to: operation.target?.release, together: operation.together?.chains, plan: accepted.plan)
  }
}
