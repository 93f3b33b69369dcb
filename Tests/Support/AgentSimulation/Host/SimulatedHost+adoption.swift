import Basics

/// The unit that takes over the node's connections: it lives as long as the node, and tells the relay.
extension SimulatedHost {
  func adoptionBegins(_ turn: Int) {
    guard isRelayAlive, listener != nil else { return adopterEnds(failed: true) }
    adoption = AdoptionReport(beganUnixMs: unix)
    schedule(.adoptionSettles(turn: turn), in: pace.adoption)
  }

  func adoptionSettles(_ turn: Int) {
    guard let unit = units[names.adopter], unit.turn == turn, unit.activity == .active else {
      return
    }
    log.note(now, "clients", "the node's connections are taken over")
    adoption?.state = .settled
    adoption?.settledUnixMs = unix
  }

  /// The node is dead, or the relay.
  func adopterEnds(failed: Bool) {
    guard var unit = units[names.adopter], unit.activity == .active else { return }
    unit.activity = failed ? .failed : .inactive
    unit.mainProcess = 0
    unit.turn += 1
    units[names.adopter] = unit
    adoption?.state = failed ? .broken : .over
  }

  func forgetRelay() {
    adopterEnds(failed: true)
    adoption = nil
    admitted = []
  }
}
