import AgentCore
import Basics

/// What must be true of all chains of a host together.
extension SimulatedMachine {
  /// Between the steps of a migration, one process serves all chains or none.
  func checkTogether() {
    guard disk.operation == nil, !isStepUnderWay else { return }
    let joined = legs.filter { $0.current.generation?.unit == HostUnits.shared }
    if !joined.isEmpty, joined.count < legs.count {
      violate("\(HostUnits.shared) owns some chains and not the others", log)
    }
  }

  private var isStepUnderWay: Bool {
    disk.migration?.steps.contains { $0.state == .running } == true
  }

  /// An effect on the unit of all chains concerns them all, whoever's operation calls for it.
  func checkShared(_ effect: Effect) {
    switch effect {
    case .startUnits(let units) where units.contains(HostUnits.shared):
      let owners = legs.map(\.current.generation)
      guard owners.allSatisfy({ $0?.unit == HostUnits.shared }),
        Set(owners.map { $0?.release }).count == 1
      else {
        return violate("\(HostUnits.shared) is started, and doesn't own every chain", log)
      }
    case .stopUnits(let units) where units.contains(HostUnits.shared):
      for leg in legs {
        guard let node = leg.sharedNode, node.listens, !leg.isDiverted, !leg.isNew(node),
          disk[leg.names.chain].operation?.parks != false
        else { continue }
        violate(
          "\(HostUnits.shared) is stopped while chain \(leg.names.chain) has clients there", log)
      }
    default: break
    }
  }
}
