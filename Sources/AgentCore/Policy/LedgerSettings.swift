import Basics

/// Settings for a chain's ledger when another program gets it.
public struct LedgerSettings: Hashable, Sendable {
  /// Whether its files are kept as they were.
  public var backsUp: Bool
  /// The programs look for it in different places.
  public var moves: Bool
  /// The unified program can't read it before a conversion, nor the other one after it.
  public var converts: Bool
  /// The time that a conversion may take, in milliseconds.
  public var conversionLimit: Int

  public init(
    backsUp: Bool = true, moves: Bool = false, converts: Bool = false,
    conversionLimit: Int = 1_800_000
  ) {
    self.backsUp = backsUp
    self.moves = moves
    self.converts = converts
    self.conversionLimit = conversionLimit
  }

  /// Whether only one of the programs can use the ledger as it is: no other is to be started on it.
  public var isOfOneProgram: Bool { moves || converts }

  /// The plan of an install, where nobody had the ledger before or it was put in place by hand: it
  /// is only granted.
  var installPlan: LedgerPlan? {
    isOfOneProgram ? LedgerPlan(backsUp: false, handsOver: false, converts: false) : nil
  }

  /// The plan for a change from one release to another; nil where nothing is done to the ledger.
  func plan(from: ReleaseID?, to: ReleaseID?) -> LedgerPlan? {
    guard let from, let to, from.program != to.program else { return nil }
    let isConverted = converts && to.program == ProgramName.unified
    guard backsUp || isOfOneProgram else { return nil }
    return LedgerPlan(
      backsUp: backsUp || isConverted, handsOver: isOfOneProgram, converts: isConverted)
  }
}
