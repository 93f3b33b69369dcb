/// Between its turns.
extension SimulatedAgent {
  func afterwards(_ interruption: Interruption) {
    let pace = machine.pace
    switch interruption {
    case .agentIsKilled:
      machine.log.note(machine.now, "agent", "is killed")
      machine.pass(to: machine.now + pace.agentRestart)
    case .powerIsCut:
      machine.cutPower()
      machine.pass(to: machine.now + pace.boot + pace.agentRestart)
    }
    begin()
    machine.log.note(machine.now, "agent", "starts")
  }
}

extension SimulatedMachine {
  /// Signals wake the agent before its time.
  func sleep(until wake: Int) {
    let next = nextHappening.map { max($0, now) } ?? wake
    pass(to: min(wake, next))
  }
}
