import AgentConfig
import AgentCore
import Basics
import ControlAPI
import ControlModel
import DoorAPI
import LinuxSystem
import OnDisk

/// The releases on this host.
struct ReleaseResponder {
  let loop: HostLoop
  private var world: HostWorld { loop.world }

  func list() throws(Failure) -> ReleaseListDocument {
    ReleaseListDocument(
      releases: try ReleaseStore(world.paths).list().installed.map(status).sorted {
        $0.release.description < $1.release.description
      })
  }

  private func status(_ release: Release) -> ReleaseStatus {
    let chains = world.chains
    let inPlace = chains.filter {
      loop.memories[$0]?.seen?.current.generation?.release == release.id
    }
    return ReleaseStatus(
      release: release.id, sha256: release.sha256, bytes: release.bytes,
      addedAt: Timestamp(unixMilliseconds: release.installedUnixMilliseconds),
      current: inPlace.filter { loop.state[$0].desired == .running },
      stopped: inPlace.filter { loop.state[$0].desired == .stopped },
      previous: chains.filter {
        loop.state[$0].releasesInUse.contains(release.id) && !inPlace.contains($0)
      })
  }

  /// Copying and hashing some 100 MB takes its time: not on the loop's thread.
  func add(
    _ program: String, _ version: String, _ sha256: String?, _ file: String,
    _ reply: @escaping @Sendable (ControlReply) -> Void
  ) {
    let (door, paths) = (world.door, world.paths)
    let programs =
      world.registry.configuration.chains.values.map(\.program) + [ProgramName.unified]
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
            throw Failure(.doorMessage, "the door did not report the release")
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

  func remove(_ release: ReleaseID) throws(Failure) -> ControlReply {
    if let migration = loop.state.migration, migration.mayNeed(release) {
      throw Failure(
        .releaseInUse, "cannot remove \(release): the migration may need it",
        hint: "run adnet-agent migrate finish first")
    }
    for chain in world.chains where loop.state[chain].releasesInUse.contains(release) {
      throw Failure(
        .releaseInUse,
        "cannot remove \(release): chain \(chain) runs it or may roll back to it")
    }
    let found = try ReleaseStore(world.paths).release(release)
    let document = ReleaseListDocument(releases: [status(found)])
    _ = try world.door.ask(.removeRelease(release), timeoutMilliseconds: 25_000)
    return .releases(document)
  }
}
