import Basics

/// What happens to a chain's ledger when another program gets it.
public struct LedgerSettings: Hashable, Sendable {
  /// Whether its files are kept as they were.
  public var backsUp: Bool
  /// The programs look for it in different places.
  public var moves: Bool
  /// The unified program can't read it before a conversion, nor the other one after it.
  public var converts: Bool
  /// How long a conversion may take, in milliseconds.
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

  /// As it is, only one of the programs can use it: nobody else is to be started on it.
  public var isOfOneProgram: Bool { moves || converts }

  /// Nobody had it before, or somebody has put it in place by hand: it is only granted.
  var installPlan: LedgerPlan? {
    isOfOneProgram ? LedgerPlan(backsUp: false, handsOver: false, converts: false) : nil
  }

  /// Nil where nothing is done to it.
  func plan(from: ReleaseID?, to: ReleaseID?) -> LedgerPlan? {
    guard let from, let to, from.program != to.program else { return nil }
    let isConverted = converts && to.program == ProgramName.unified
    guard backsUp || isOfOneProgram else { return nil }
    return LedgerPlan(
      backsUp: backsUp || isConverted, handsOver: isOfOneProgram, converts: isConverted)
  }
}
