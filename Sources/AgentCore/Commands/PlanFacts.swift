import Basics

/// The facts that a phase words its line of a plan from.
struct PlanFacts {
  let operation: Operation
  let settings: ChainSettings

  var old: String { operation.from?.unit ?? operation.target?.unit ?? "the node" }
  var new: String { operation.target?.unit ?? "the node" }
  var release: String { operation.target?.release.description ?? "no release" }
  var relayUnits: String { names(settings.relayUnits) }

  /// The experience of clients while the node is away.
  var waiting: String {
    switch operation.strategy {
    case .relay where operation.parks: "peers answer, as far as their rate limits let them"
    case .park where operation.parks: "clients wait; after \(seconds(\.park)) s they get 503"
    case .relay, .park, .bare:
      operation.kind == .install ? "nothing serves yet" : "connections are refused or wait"
    }
  }

  func seconds(_ limit: KeyPath<PhaseLimits, Int>) -> Int {
    settings.limits[keyPath: limit] / 1_000
  }

  func names(_ units: [String]) -> String { units.joined(separator: ", ") }
}
