import AgentConfig
public import Basics
import LinuxSystem

extension ConfigurationFiles {
  /// A unit's drop-in as systemd takes it: the one below /etc, else the package's; nil when there is
  /// none.
  public static func dropIn(_ unit: String, _ paths: Paths) throws(Failure) -> String? {
    let name = DropIn(unit: unit, text: "").path
    for folder in [paths.dropIns, paths.shippedUnits] {
      if let bytes = try File.readIfPresent("\(folder)/\(name)", limit: limit) {
        return String(decoding: bytes, as: UTF8.self)
      }
    }
    return nil
  }
}
