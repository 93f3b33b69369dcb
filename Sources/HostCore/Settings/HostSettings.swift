/// The operator's settings for the host itself: the sections `[host…]` of agent.toml.
///
/// The defaults are the owner's values: 16 GB of swap at least, 32 recommended, in `/swapfile`,
/// swappiness 10, and the validators protected from the OOM killer.
public struct HostSettings: Hashable, Sendable {
  public enum Enforcement: String, Hashable, Sendable, CaseIterable {
    /// Drift is corrected, from the first `host apply` on.
    case on
    /// Drift is told, and corrected only by `host apply`.
    case report
  }

  public struct Swap: Hashable, Sendable {
    public var path = "/swapfile"
    /// In bytes, of all swap areas together; 0 for none.
    public var bytes = 32 << 30
    /// In bytes: what stays free on the file system of `path`.
    public var reserveBytes = 20 << 30

    public init() {}
  }

  /// Values of `oom_score_adj`, -1000 to 1000; see proc(5). Lower lives longer.
  public struct OOM: Hashable, Sendable {
    public var nodes = -500

    /// As adnet-agent.service has it.
    public static let agent = -900

    public init() {}
  }

  public struct Disk: Hashable, Sendable {
    /// In bytes: what has to stay free on each disk that ledgers, releases or the journal fill.
    public var reserveBytes = 20 << 30

    public init() {}
  }

  public var enforce = Enforcement.on
  /// `vm.swappiness`, 1 to 200; never 0, with which the kernel swaps only when it is too late.
  public var swappiness = 10
  public var swap = Swap()
  public var oom = OOM()
  public var disk = Disk()

  public init() {}
}
