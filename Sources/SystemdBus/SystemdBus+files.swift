public import AgentCore
import CSystemd

/// The files that make a unit, as systemd read them.
public struct UnitFilePaths: Hashable, Sendable {
  /// Empty for a unit without one.
  public var fragment = ""
  public var dropIns: [String] = []
}

extension SystemdBus {
  public func files(of name: String) throws(Failure) -> UnitFilePaths {
    let reading = FileReading()
    try call("ask systemd about \(name)", unit: name) { error in
      adnet_bus_properties(
        bus, name, "Unit",
        { context, property, text, _ in
          guard let context, let property, let text else { return }
          Unmanaged<FileReading>.fromOpaque(context).takeUnretainedValue()
            .take(String(cString: property), String(cString: text))
        }, Unmanaged.passUnretained(reading).toOpaque(), &error)
    }
    return reading.paths
  }
}

private final class FileReading {
  var paths = UnitFilePaths()

  func take(_ property: String, _ text: String) {
    switch property {
    case "FragmentPath": paths.fragment = text
    case "DropInPaths": paths.dropIns.append(text)
    default: break
    }
  }
}
