import Basics

/// Gathers a unit's properties as they come in.
final class UnitReading {
  var state: UnitState
  private var exitCode: UInt64 = 0
  private var exitStatus: Int32 = 0

  init(_ name: String) { state = UnitState(name: name) }

  func take(_ property: String, _ text: String, _ number: UInt64) {
    switch property {
    case "LoadState": state.load = UnitState.Load(rawValue: text) ?? .unknown
    case "ActiveState": state.activity = UnitState.Activity(rawValue: text) ?? .unknown
    case "SubState": state.sub = text
    case "Result": state.result = text
    case "MainPID": state.mainProcess = Int32(truncatingIfNeeded: number)
    case "ExecMainCode": exitCode = number
    case "ExecMainStatus": exitStatus = Int32(truncatingIfNeeded: number)
    case "StatusText": state.statusText = text
    case "NRestarts": state.restarts = UInt32(truncatingIfNeeded: number)
    case "ExecMainExitTimestamp": state.exitedUnixMicroseconds = number
    case "InvocationID": state.invocation = text
    case "ControlGroup": state.controlGroup = text
    case "ActiveEnterTimestamp": state.activeSinceUnixMicroseconds = number
    case "UnitFileState": state.fileState = text
    case "NeedDaemonReload": state.needsReload = number != 0
    case "Job": state.job = number == 0 ? nil : UInt32(truncatingIfNeeded: number)
    case "MemoryCurrent": state.memoryBytes = number == .max ? nil : number
    case "NConnections": state.socket?.connections = UInt32(truncatingIfNeeded: number)
    case "NAccepted": state.socket?.accepted = UInt32(truncatingIfNeeded: number)
    default: break
    }
  }

  var finished: UnitState {
    var state = state
    // CLD_EXITED, CLD_KILLED, CLD_DUMPED; 0 while it runs or before it ran.
    switch exitCode {
    case 1: state.exit = .code(exitStatus)
    case 2, 3: state.exit = .signal(exitStatus)
    default: state.exit = nil
    }
    return state
  }
}
