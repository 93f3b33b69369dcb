/// The work on the ledger in an operation that brings another program, and how far it has come.
public struct LedgerPlan: Hashable, Codable, Sendable {
  public let backsUp: Bool
  /// The next program looks for it elsewhere, or in another format.
  public let handsOver: Bool
  /// Whether only the next program can read the ledger afterwards.
  public let converts: Bool
  /// Whether nothing of earlier runs is left.
  public var isClean = false
  public var backup: LedgerBackup?
  /// True before the hand-over is ordered, until it is undone.
  public var isHandedOver = false
  /// True before the next program is let have what was converted. It may have signed since: going
  /// back would give it a ledger that is older than its newest proposal cache.
  public var isPastReturn = false
  /// True once the next program may be started on it.
  public var isGranted = false

  var isSurveyed: Bool { backsUp || handsOver }
  /// A hand-over alone lets the next program have it. After a conversion that is a step of its own,
  /// to be remembered before.
  var isGrantedApart: Bool { converts || !isSurveyed }

  public init(backsUp: Bool, handsOver: Bool, converts: Bool) {
    self.backsUp = backsUp
    self.handsOver = handsOver
    self.converts = converts
  }
}
