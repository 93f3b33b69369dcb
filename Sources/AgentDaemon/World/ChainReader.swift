import AgentConfig
import AgentCore
import Basics
import LinuxSystem
import OnDisk

/// Looks at one chain: everything a decision about it is made from.
struct ChainReader {
  let configuration: ChainConfiguration
  let settings: ChainSettings
  let paths: Paths
  let bootID: String
  let relay: RelayClient
  let height = HeightWatch()
  private let known = ReportCache()
  private let starts: StartSettingsCache
  private let words = LastWordsCache()

  /// - Parameters:
  ///   - chain, configuration: with the ports and accounts that nodes really have.
  ///   - next: what was applied, and the next generation takes up.
  init(
    _ chain: ChainConfiguration, in configuration: Configuration, next: Configuration,
    paths: Paths, bootID: String
  ) {
    self.configuration = chain
    starts = StartSettingsCache(chain.name, paths, next)
    self.paths = paths
    self.bootID = bootID
    settings = ChainSettings(chain, in: configuration)
    relay = RelayClient(chain.name, paths)
  }

  func look(_ units: [String: UnitState]) -> ChainObservation {
    let chain = configuration.name
    var seen = ChainObservation(
      nowUnixMs: Int(Clock.unixMilliseconds()), nowBoottimeMs: Int(Clock.boottimeMilliseconds()),
      bootID: bootID, units: units)
    seen.supervisors = reports()
    for owner in configuration.units.owners {
      // A group that can't be read proves nothing.
      if let group = units[owner]?.controlGroup, (try? Cgroup.isEmpty(group)) == true {
        seen.emptyGroups.insert(owner)
      }
    }
    seen.lock = ChainLockFile(paths, chain).state()
    seen.current = ChainFolder(paths, chain).current()
    starts.look(&seen)
    seen.owesRecord = (try? File.status(paths.recordMark(chain))) ?? nil != nil
    words.look(&seen)
    if units[settings.relayUnit]?.isActive == true {
      // A relay that doesn't answer isn't there, as far as decisions go.
      seen.relay = try? relay.ask(.status, timeoutMilliseconds: 500)
    }
    let answers = height.seen.answers
    (seen.height, seen.heightBefore) = (answers.last, answers.before)
    seen.handoffRefusal = Host.handoffRefusal
    return seen
  }

  func ledger(of program: String) -> LedgerObservation {
    let path = configuration.ledger(of: program)
    do throws(Failure) {
      let status = try File.status("\(paths.root)\(path)")
      return LedgerObservation(path, status?.kind == .folder ? .there : .missing)
    } catch {
      return LedgerObservation(path, .hidden)
    }
  }

  /// The reports of the supervisors of the chain's units, by unit.
  func reports() -> [String: SupervisorReport] {
    var reports: [String: SupervisorReport] = [:]
    for owner in configuration.units.owners {
      // A report that can't be read is no report; its unit then counts as unknown.
      reports[owner] = known.report(paths.supervisorReport(configuration.name, unit: owner))
    }
    return reports
  }
}
