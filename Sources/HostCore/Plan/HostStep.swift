import Basics

/// One change of the host. Each can be repeated, and leaves nothing half-done that the next look
/// wouldn't see.
public enum HostStep: Hashable, Sendable {
  case removeLeftover(path: String)
  /// Under another name until it is whole and on the disk.
  case createSwapFile(path: String, bytes: Int, recipe: SwapFileSupport)
  /// To 0600: what was in memory is in there.
  case closeSwapFile(path: String)
  /// Writes the `.swap` unit of the file, for this boot and the next.
  case writeSwapUnit(path: String)
  case startSwapUnit(unit: String)
  /// Switches it off, and removes its unit and the file.
  case removeSwapFile(path: String)
  /// Writes the file below /etc/sysctl.d.
  case writeSwappiness(Int)
  case setSwappiness(Int, was: Int)
  case setScore(process: Int32, name: String, unit: String, to: Int, was: Int)

  /// "create /swapfile (32.0 GiB, reserved)".
  public var words: String {
    switch self {
    case .removeLeftover(let path): "remove \(path), left by an interrupted creation"
    case .createSwapFile(let path, let bytes, let recipe):
      "create \(path), \(Sizes.text(bytes)), \(recipe.words)"
    case .closeSwapFile(let path): "make \(path) readable by root only"
    case .writeSwapUnit(let path): "write \(SwapUnitName.of(path)), for this boot and the next"
    case .startSwapUnit(let unit): "start \(unit)"
    case .removeSwapFile(let path): "switch \(path) off and remove it"
    case .writeSwappiness(let value): "write vm.swappiness = \(value) for the next boot"
    case .setSwappiness(let value, let was): "set vm.swappiness to \(value) (is \(was))"
    case .setScore(let process, let name, let unit, let to, let was):
      "set oom_score_adj of \(name) (\(process), \(unit)) to \(to) (is \(was))"
    }
  }
}

extension SwapFileSupport {
  /// For people.
  public var words: String {
    switch self {
    case .reserve: "its blocks reserved"
    case .zeros: "filled with zeros"
    case .reserveWithoutCopies: "never copied on write, its blocks reserved"
    }
  }
}
