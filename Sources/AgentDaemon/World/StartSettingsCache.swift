import AgentConfig
import AgentCore
import Basics
import OnDisk

/// How a chain's generations are started, compared with the configuration in force. Files of a
/// generation never change, so they are read once for each owner.
final class StartSettingsCache {
  private let chain: ChainName
  private let folder: ChainFolder
  private let configuration: Configuration
  private var owner: Generation?
  private var pending: PendingSettings?
  private var storage: NodeStorage?
  private var kept: [Int: KeptSettings] = [:]

  /// - Parameter configuration: the one in force, whatever runs.
  init(_ chain: ChainName, _ paths: Paths, _ configuration: Configuration) {
    self.chain = chain
    folder = ChainFolder(paths, chain)
    self.configuration = configuration
  }

  func look(_ seen: inout ChainObservation) {
    guard let now = seen.current.generation else { return }
    if now != owner { read(now) }
    seen.pending = pending
    seen.keptSettings = kept
    seen.storage = storage
  }

  private func read(_ now: Generation) {
    pending = nil
    storage = nil
    kept = [:]
    // One of a version before has none yet, and gets them.
    guard let start = folder.nodeStart(of: now.number) else {
      // What is there and can't be used is made anew with the next generation.
      do throws(Failure) {
        guard try folder.start(of: now.number) != nil else { return }
      } catch {}
      pending = PendingSettings(changes: ["its kept settings can't be read"])
      return
    }
    owner = now
    storage = start.storage(of: chain)
    pending = configuration.start(now.unit, release: now.release)
      .flatMap { start.pending($0, of: chain) }
    // Without a list of them, a way back is started by the configuration.
    for number in (try? folder.numbers()) ?? [] {
      guard let made = try? folder.generation(number), let other = folder.nodeStart(of: number),
        // Its unit may serve other chains by now.
        configuration.start(made.unit, release: made.release)?.chains.map(\.name)
          == other.chains.map(\.name),
        start.isExchangeable(with: other, of: chain)
      else { continue }
      kept[number] = KeptSettings(unit: made.unit, text: other.text)
    }
  }
}
