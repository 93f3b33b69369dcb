extension Operation {
  /// The phases in their order, in the operation's direction.
  public var path: [Phase] {
    let path = Self.path(kind, direction, renews: renews == true, proves: proves == true)
    guard let ledger else { return path }
    let survey: [Phase] = direction == .forward && ledger.isSurveyed ? [.survey] : []
    return survey
      + path.flatMap { phase -> [Phase] in
        guard phase == .own else { return [phase] }
        switch direction {
        case .forward:
          return (ledger.backsUp ? [.backup] : []) + [.own] + (ledger.handsOver ? [.handover] : [])
            + (ledger.isGrantedApart ? [.grant] : [])
        case .back:
          // It is over before the next phase is looked for.
          return (ledger.isHandedOver || self.phase == .handback ? [.handback] : []) + [.own]
        }
      }
  }

  static func path(
    _ kind: OperationKind, _ direction: Direction, renews: Bool = false, proves: Bool = false
  ) -> [Phase] {
    let exchange: [Phase] = [
      .raise, .divert, .drain, .stop, .own, .start, .answer, .restore, .lower,
    ]
    switch (kind, direction) {
    case (.swap, .forward), (.rollback, .forward): return exchange + [.watch, .enable]
    case (.swap, .back), (.rollback, .back): return exchange
    case (.restart, .forward) where renews: return exchange + [.watch, .enable]
    case (.restart, .back) where renews: return exchange
    case (.restart, _): return exchange.filter { $0 != .own }
    case (.install, .forward): return [.stop, .own, .start, .answer, .watch, .enable]
    case (.install, .back): return [.halt]
    case (.drain, .forward): return [.raise, .divert, .drain]
    case (.drain, .back), (.undrain, _): return [.restore, .lower]
    // Its sockets may be others: they are closed first, wherever a boot or a hand has opened them.
    case (.start, .forward) where renews: return [.halt, .own, .start, .answer, .watch, .enable]
    case (.start, .back) where renews: return [.halt, .own, .start, .answer]
    case (.start, _): return [.start, .answer] + (proves ? [.watch, .enable] : [])
    case (.enable, _): return [.enable, .start, .answer]
    case (.stop, _): return [.halt]
    case (.disable, _): return [.disable, .halt]
    }
  }

  func visits(_ phase: Phase) -> Int {
    timeline.count { $0.phase == phase && $0.direction == direction }
  }
}
