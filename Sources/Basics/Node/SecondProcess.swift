/// A process of a chain's program that no unit of this package runs. With the chain's key, two
/// processes are a danger for the validator.
public struct SecondProcess: Hashable, Sendable {
  public let process: Int32
  /// As its executable is named.
  public let program: String
  /// The unit that it is of, or what else is known of it.
  public let unit: String

  public init(_ process: Int32, program: String, unit: String) {
    self.process = process
    self.program = program
    self.unit = unit
  }

  public var words: String { "process \(process) (\(program), \(unit))" }
}

/// A process counts when it is there at two looks: `alphaos --version` by hand is no second node.
public struct SecondProcesses: Hashable, Sendable {
  private var before: Set<SecondProcess> = []
  public private(set) var found: [SecondProcess] = []

  public init() {}

  public mutating func note(_ now: [SecondProcess]) {
    found = before.intersection(now).sorted { $0.process < $1.process }
    before = Set(now)
  }
}
