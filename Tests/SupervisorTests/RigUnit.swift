/// The unit a supervisor under test runs in.
struct RigUnit {
  let name: String
  let program: String
  let chains: [String]

  var release: String { "\(program)/1.0-0123456789ab" }

  static let alphaos = RigUnit(name: "alphaos.service", program: "alphaos", chains: ["alpha"])
  static let adnet = RigUnit(name: "adnet.service", program: "adnet", chains: ["alpha", "delta"])
}
