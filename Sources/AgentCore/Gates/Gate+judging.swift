import Basics

extension Gate {
  /// The gates after acceptance: what blocks and may be accepted is a warning once somebody has
  /// accepted it; each parameter is who has.
  public static func accepted(
    _ gates: [Gate], halt: String?, conversion: String? = nil, ledgerPutBack: String? = nil
  ) -> [Gate] {
    gates.map { gate in
      let who =
        switch gate.name {
        case .quorum, .chainAdvances: halt
        case .conversion: conversion
        case .ledger: ledgerPutBack
        default: String?.none
        }
      guard gate.state == .blocked, let who else { return gate }
      var gate = gate
      gate.state = .warning
      gate.text += " (accepted by \(who))"
      gate.hint = nil
      return gate
    }
  }
}

extension CommandHandler {
  /// Everything that is in the way, at once.
  func refusal(_ gates: [Gate]) -> Failure? {
    let blocked = gates.blocked
    guard let first = blocked.first else { return nil }
    return refuse(
      .gate(first.name), blocked.map(\.text).joined(separator: "; "),
      hint: blocked.count == 1 ? first.hint : "adnet-agent why \(name) lists each with its hint")
  }
}

extension Command.Verb {
  var isForReboot: Bool {
    if case .drain(let how) = self { how.forReboot } else { false }
  }
}
