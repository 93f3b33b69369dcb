import AgentCore
import Basics
import Health

/// The agent's process on a simulated host: its loop, which a kill or a power cut ends, and the next one.
final class SimulatedAgent {
  let world: SimulatedWorld
  private var loop: AgentLoop<SimulatedWorld>
  private var machine: SimulatedMachine { world.machine }

  init(_ machine: SimulatedMachine, mutation: Mutation, faults: FaultPlan) {
    world = SimulatedWorld(machine, mutation: mutation, faults: faults)
    loop = AgentLoop(world, state: machine.disk)
  }

  func begin() {
    world.forget()
    loop = AgentLoop(world, state: machine.disk)
  }

  /// What an operator asked for; nil once it is durable, or for good when it was refused.
  func take(_ command: Command, releases: [ReleaseID]) throws(Interruption) -> Failure? {
    guard let settings = world.settings(of: command.chain) else { return nil }
    switch CommandPolicy.accept(
      command, state: loop.state, seeing: loop.lookForGates(at: command.chain), settings: settings,
      releases: releases)
    {
    case .failure(let failure): return failure
    case .success(let accepted): return try loop.begin(accepted.state)
    }
  }

  func take(_ command: MigrationCommand) throws(Interruption) -> Failure? {
    let accepted = loop.migrationObservation().flatMap { observation in
      MigrationPolicy.accept(command, state: loop.state, seeing: observation)
    }
    switch accepted {
    case .failure(let failure): return failure
    case .success(let accepted): return try loop.beginMigration(accepted.state)
    }
  }

  /// One turn of the loop, and then sleep until it is due again or something happens.
  func turn() throws(Interruption) {
    try loop.turn()
    let due = loop.dueMs.map { $0 + machine.bootedAt } ?? machine.now + 60_000
    let next = machine.nextHappening.map { max($0, machine.now) } ?? due
    machine.pass(to: min(due, next))
    // Signals wake the agent before its time.
    if next <= due { loop.wakeAll() }
  }

  /// The next process, after a time without any.
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
