import AgentCore
import Basics

/// The units that work on the chain's ledger.
extension SimulatedHost {
  func ledgerWork(_ unit: String) -> LedgerWork? {
    LedgerWork.allCases.first { $0.unit(of: names.chain) == unit }
  }

  static func goesWithANode(_ work: LedgerWork) -> Bool {
    work == .survey || work == .forget || work == .record
  }

  /// True when it could begin.
  func ledgerWorkBegins(_ work: LedgerWork, _ turn: Int) -> Bool {
    if !Self.goesWithANode(work) {
      guard !isLocked else { return false }
      if !nodes.isEmpty { violate("the ledger is worked on while a node lives") }
    }
    switch work {
    case .survey, .forget, .grant, .carry, .record, .hold, .resume, .accept: break
    case .backup:
      if ledger.isHalf { violate("a half converted ledger is backed up") }
      ledger.backup = nil
    case .handover, .handback:
      if work == .handback, ledger.hasRun { violate("a ledger is put back below its node") }
      ledger.isHalf = true
    }
    schedule(.ledgerWorkEnds(work, turn: turn), in: pace.ledger)
    return true
  }

  func ledgerWorkEnds(_ work: LedgerWork, _ turn: Int) {
    let name = work.unit(of: names.chain)
    guard var unit = units[name], unit.turn == turn, unit.activity == .activating else { return }
    unit.holdsLock = false
    unit.activity = isLedgerWorkDone(work) ? .active : .failed
    if unit.activity == .failed { unit.result = "exit-code" }
    unit.statusText = work == .record || work == .resume ? recordWords : ""
    unit.exit = .code(unit.statusText == RecordSeen.none ? RecordSeen.noneExit : 0)
    unit.activeSinceUnixMs = unix
    units[name] = unit
    log.note(now, "systemd", "\(name) \(unit.activity == .active ? "is done" : "has failed")")
  }

  private func isLedgerWorkDone(_ work: LedgerWork) -> Bool {
    let program = current.generation?.release.program ?? ""
    switch work {
    case .survey:
      ledger.mark = names.settings.ledger?.isOfOneProgram == true ? program : nil
    case .grant: ledger.mark = program
    case .record: break
    case .hold:
      if storage?.isHeld == false {
        storage?.isHeld = true
        // Only what is where the owner's node looks for it.
        if let owner = current.generation, storage?.record == place(owner).record {
          storage?.record = nil
          storage?.isUnsafe = false
        }
      }
    case .resume:
      if recordWords != RecordSeen.none { storage?.isHeld = false }
    case .accept:
      storage?.isHeld = false
      storage?.isAccepted = true
    case .carry:
      if storage?.record != nil, let owner = current.generation {
        let place = place(owner)
        storage?.record = place.record
      }
    case .backup: ledger.backup = ledger.form
    case .forget: ledger.backup = nil
    case .handover:
      guard ledger.failures == 0 else {
        ledger.failures -= 1
        return false
      }
      var next = form(of: program, converts: true)
      // It is only moved on the way back: nothing converts it to what it was.
      if program != ProgramName.unified { next.program = ledger.form.program }
      ledger.form = next
      ledger.isHalf = false
      ledger.hasRun = false
      // What was converted is given by a step of its own.
      if names.settings.ledger?.converts != true || program != ProgramName.unified {
        ledger.mark = program
      }
    case .handback:
      let own = names.settings.nodeUnits.keys.first { $0 != ProgramName.unified } ?? ""
      let other = program == ProgramName.unified ? own : ProgramName.unified
      if names.settings.ledger?.converts == true {
        guard let backup = ledger.backup else { return false }
        ledger.form = backup
      } else {
        ledger.form = form(of: other, converts: false)
      }
      ledger.mark = other
      ledger.isHalf = false
    }
    return true
  }

  func form(of program: String, converts: Bool) -> SimulatedLedger.Form {
    var form = SimulatedLedger.Form()
    if names.settings.ledger?.moves == true { form.place = program }
    if names.settings.ledger?.converts == true { form.program = converts ? program : nil }
    return form
  }

  /// A node gets the ledger.
  func checkLedger(_ generation: Generation) {
    let program = generation.release.program
    if ledger.isHalf { violate("a node is started on a half converted ledger") }
    if let mark = ledger.mark, mark != program {
      violate("\(program) is started on a ledger that is marked as one of \(mark)")
    }
    if let format = ledger.form.program, format != program {
      violate("\(program) is started on a ledger of \(format)")
    }
    if names.settings.ledger?.converts == true, program == ProgramName.unified,
      ledger.form.program == nil
    {
      violate("\(program) is started on a ledger that wasn't converted")
    }
    if let plan = disk[names.chain].operation?.ledger, plan.converts, plan.isHandedOver,
      !plan.isPastReturn
    {
      violate("\(program) is started on a converted ledger, and nobody knows")
    }
    if let place = ledger.form.place, place != program {
      violate("\(program) is started, and its ledger is where \(place) looks for it")
    }
    if ledger.form.program != nil { ledger.hasRun = true }
  }
}
