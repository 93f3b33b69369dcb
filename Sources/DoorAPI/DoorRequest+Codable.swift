import Basics

extension DoorRequest: Codable {
  private enum Key: String, CodingKey {
    case act = "do"
    case units, chain, unit, release, generation, file, program, version, sha256
    case settingsOf = "settings_of"
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(name, forKey: .act)
    switch self {
    case .start(let units), .stop(let units), .enable(let units), .disable(let units),
      .resetFailed(let units), .mask(let units), .unmask(let units):
      try fields.encode(units, forKey: .units)
    case .own(let chain, let generation, let settingsOf):
      try fields.encodeIfPresent(settingsOf, forKey: .settingsOf)
      try fields.encode(chain, forKey: .chain)
      try fields.encode(generation.unit, forKey: .unit)
      try fields.encode(generation.release, forKey: .release)
      try fields.encode(generation.number, forKey: .generation)
    case .installRelease(let file, let program, let version, let sha256):
      try fields.encode(file, forKey: .file)
      try fields.encode(program, forKey: .program)
      try fields.encode(version, forKey: .version)
      try fields.encodeIfPresent(sha256, forKey: .sha256)
    case .removeRelease(let release):
      try fields.encode(release, forKey: .release)
    case .applyConfiguration: break
    }
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    let act = try fields.decode(String.self, forKey: .act)
    func units() throws -> [String] { try fields.decode([String].self, forKey: .units) }
    switch act {
    case "start": self = .start(units: try units())
    case "stop": self = .stop(units: try units())
    case "enable": self = .enable(units: try units())
    case "disable": self = .disable(units: try units())
    case "reset-failed": self = .resetFailed(units: try units())
    case "mask": self = .mask(units: try units())
    case "unmask": self = .unmask(units: try units())
    case "own":
      self = .own(
        chain: try fields.decode(ChainName.self, forKey: .chain),
        generation: Generation(
          number: try fields.decode(Int.self, forKey: .generation),
          unit: try fields.decode(String.self, forKey: .unit),
          release: try fields.decode(ReleaseID.self, forKey: .release)),
        settingsOf: try fields.decodeIfPresent(Int.self, forKey: .settingsOf))
    case "install-release":
      self = .installRelease(
        file: try fields.decode(String.self, forKey: .file),
        program: try fields.decode(String.self, forKey: .program),
        version: try fields.decode(String.self, forKey: .version),
        sha256: try fields.decodeIfPresent(String.self, forKey: .sha256))
    case "remove-release":
      self = .removeRelease(try fields.decode(ReleaseID.self, forKey: .release))
    case "apply-configuration": self = .applyConfiguration
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .act, in: fields, debugDescription: "no such act: \(act)")
    }
  }
}
