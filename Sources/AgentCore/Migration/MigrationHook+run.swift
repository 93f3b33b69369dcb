public import Basics

extension MigrationHook {
  /// `adnet-hook@before-split-alpha:ID.service`; the instance is what the program is given.
  public static func unit(_ moment: Moment, _ step: MigrationStep, group: String) -> String {
    let chains = step.chains.map(\.text).joined(separator: "-")
    return "adnet-hook@\(moment.rawValue)-\(step.topology)-\(chains):\(group).service"
  }

  enum Run: Equatable {
    case notYet, running, done
    case failed(String)
    case unknown
  }

  /// The state of a hook's unit, which remains active when it has ended well, until it is stopped.
  static func run(_ unit: UnitState?) -> Run {
    guard let unit else { return .unknown }
    switch unit.activity {
    case .active, .reloading: return .done
    case .activating: return .running
    case .failed: return .failed(unit.result == "timeout" ? "it took too long" : unit.result)
    case .inactive: return unit.job == nil ? .notYet : .running
    case .deactivating: return .running
    case .unknown: return .unknown
    }
  }
}
