import CSystemd
public import HostCore

/// The processes that the kernel killed for lack of memory, by its log.
public enum KernelKills {
  /// The oldest first; none without the right to read the journal.
  public static func since(unixMilliseconds: Int64) -> [OOMKill] {
    let found = Found()
    _ = adnet_journal_kills(
      UInt64(max(0, unixMilliseconds)) * 1_000,
      { process, name, group, when, context in
        guard let name, let group, let context else { return }
        let unit = String(cString: group).split(separator: "/").last.map(String.init)
        Unmanaged<Found>.fromOpaque(context).takeUnretainedValue().kills.append(
          OOMKill(
            process: process, name: String(cString: name), unit: unit,
            unixMilliseconds: Int64(when / 1_000)))
      }, Unmanaged.passUnretained(found).toOpaque())
    return found.kills
  }

  private final class Found {
    var kills: [OOMKill] = []
  }
}
