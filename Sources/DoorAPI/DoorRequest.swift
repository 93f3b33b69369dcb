public import Basics

/// The effects that need root. The door checks every argument again, whoever asks.
public enum DoorRequest: Hashable, Sendable {
  case start(units: [String])
  case stop(units: [String])
  case enable(units: [String])
  case disable(units: [String])
  case resetFailed(units: [String])
  /// Only what may run a node.
  case mask(units: [String])
  case unmask(units: [String])
  /// Moves the chain's `current` link; the same generation again changes nothing. Its node is started
  /// with the settings of the generation of that number, nil for those of the configuration in force.
  case own(chain: ChainName, generation: Generation, settingsOf: Int?)
  /// Takes `file` from the folder for incoming files; the door leaves it there.
  case installRelease(file: String, program: String, version: String, sha256: String?)
  case removeRelease(ReleaseID)
  /// Reads the configuration files itself, writes the unit drop-ins and reloads systemd.
  case applyConfiguration

  /// The word that stands for it on the wire and in the journal.
  public var name: String {
    switch self {
    case .start: "start"
    case .stop: "stop"
    case .enable: "enable"
    case .disable: "disable"
    case .resetFailed: "reset-failed"
    case .mask: "mask"
    case .unmask: "unmask"
    case .own: "own"
    case .installRelease: "install-release"
    case .removeRelease: "remove-release"
    case .applyConfiguration: "apply-configuration"
    }
  }
}
