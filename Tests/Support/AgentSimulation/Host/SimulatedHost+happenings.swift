import AgentCore
import Basics

extension SimulatedHost {
  func happen(_ what: Happening) {
    switch what {
    case .unitStarted(let unit, let turn): unitStarted(unit, turn)
    case .unitStopped(let unit, let turn):
      if let supervisor = supervisor(of: unit) {
        supervisor.stopped(turn)
      } else {
        unitStopped(unit, turn)
      }
    case .supervisorBegins(let unit, let turn): supervisor(of: unit)?.begins(turn)
    case .supervisorTriesLock(let unit, let turn, let limit):
      supervisor(of: unit)?.triesLocks(turn, until: limit)
    case .nodeSpawns(let unit, let turn): supervisor(of: unit)?.spawns(turn)
    case .nodeReady(let pid): nodeReady(pid)
    case .nodeEnds(let pid, let killed):
      guard let node = nodes.first(where: { $0.pid == pid }) else { return }
      supervisor(of: node.generation.unit)?.nodeEnds(pid, killed: killed)
    case .adoptionSettles(let turn): adoptionSettles(turn)
    case .ledgerWorkEnds(let work, let turn): ledgerWorkEnds(work, turn)
    // The machine's.
    case .boots: break
    case .mishap(let mishap): befall(mishap)
    }
  }

  private func befall(_ mishap: Mishap) {
    guard !isOff else { return }
    switch mishap {
    case .supervisorIsKilled:
      let node = nodes.first { units[$0.generation.unit]?.holdsLock == true }
      node.flatMap { supervisor(of: $0.generation.unit) }?.kill()
    case .relayDies:
      guard isRelayAlive else { return }
      log.note(now, "mishap", "the relay dies")
      forgetRelay()
      // Restart=on-failure; what is routed to it stays so until the next one begins.
      units[names.relay]?.activity = .activating
      units[names.relay]?.turn += 1
      let turn = units[names.relay]?.turn ?? 0
      schedule(.unitStarted(names.relay, turn: turn), in: pace.unitStart)
    case .ownerIsStarted:
      if let owner = current.generation { startByHand(owner.unit) }
    case .otherUnitIsStarted:
      let other = names.settings.owners.filter { $0 != current.generation?.unit }
      if let unit = other.first { startByHand(unit) }
    case .nodeHangs:
      guard let index = nodes.firstIndex(where: \.listens) else { return }
      log.note(now, "mishap", "the node hangs")
      nodes[index].isHung = true
    case .nodeStalls:
      guard let index = nodes.firstIndex(where: \.listens) else { return }
      log.note(now, "mishap", "the node's height stands still")
      nodes[index].stuckAt = chainHeight
    case .ledgerIsLost:
      log.note(now, "mishap", "the ledger is lost")
      lose(downTo: 0)
    case .ledgerIsOld:
      log.note(now, "mishap", "an older ledger is put in place")
      lose(downTo: 700)
    case .recordIsLost: loseRecord()
    case .storageIsLost:
      lose(downTo: 0)
      loseRecord()
    case .validatorGoes:
      log.note(now, "mishap", "another validator goes down")
      validatorsDown += 1
    case .validatorComes:
      log.note(now, "mishap", "a validator is back")
      validatorsDown -= 1
    case .handoffIsForbidden:
      log.note(now, "mishap", "the host forbids the handoff")
      handsOff = false
      handoffRefusal = "kernel.yama.ptrace_scope is 2"
    case .calendarJumps(let milliseconds):
      log.note(now, "mishap", "the calendar jumps by \(milliseconds / 1_000) s")
      machine.calendarOffset += milliseconds
    }
  }

  private func loseRecord() {
    log.note(now, "mishap", "the safety record is lost")
    storage?.record = nil
    storage?.isUnsafe = false
  }

  private func startByHand(_ unit: String) {
    log.note(now, "by hand", "start \(unit)")
    wasStartedByHand = true
    do throws(Failure) { try start(unit) } catch { log.note(now, "systemd", error.text) }
  }
}
