import Basics
import DoorAPI

extension DoorRequest {
  /// "start alphaos.service": its name and what it is about.
  var words: String {
    switch self {
    case .start(let units), .stop(let units), .enable(let units), .disable(let units),
      .mask(let units), .unmask(let units):
      "\(name) \(units.joined(separator: " "))"
    case .resetFailed(let units): "reset failed \(units.joined(separator: " "))"
    case .own(let chain, let generation, _):
      "make generation \(generation.number) of \(chain) current (\(generation.unit), \(generation.release))"
    case .installRelease(_, let program, let version, _): "install \(program) \(version)"
    case .removeRelease(let release): "remove \(release)"
    case .applyConfiguration: "apply the configuration"
    }
  }

  var fields: [String: String] {
    var fields = ["ADNET_ACT": name]
    switch self {
    case .start(let units), .stop(let units), .enable(let units), .disable(let units),
      .resetFailed(let units), .mask(let units), .unmask(let units):
      fields["ADNET_UNIT"] = units.joined(separator: " ")
    case .own(let chain, let generation, _):
      fields["ADNET_CHAIN"] = chain.text
      fields["ADNET_UNIT"] = generation.unit
      fields["ADNET_RELEASE"] = generation.release.description
    case .installRelease(_, let program, let version, _):
      fields["ADNET_RELEASE"] = "\(program) \(version)"
    case .removeRelease(let release): fields["ADNET_RELEASE"] = release.description
    case .applyConfiguration: break
    }
    return fields
  }
}
