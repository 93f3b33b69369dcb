public import Basics

extension ChainSettings {
  public func unit(in topology: Topology) -> String? {
    switch topology {
    case .separate: nodeUnits.first { $0.key != ProgramName.unified }?.value
    case .split: nodeUnits[ProgramName.unified]
    case .unified: sharedUnit
    }
  }

  /// The topology that a unit belongs to; nil for one that is none of the chain's.
  public func topology(of unit: String) -> Topology? {
    Topology.allCases.first { self.unit(in: $0) == unit }
  }
}
