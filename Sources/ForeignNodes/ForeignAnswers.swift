/// What a node that isn't ours answers itself.
public struct ForeignAnswers: Hashable, Sendable {
  public var height: UInt64?
  public var isSynced: Bool?
  /// Why there is no height.
  public var problem: String?

  public init(height: UInt64? = nil, isSynced: Bool? = nil, problem: String? = nil) {
    self.height = height
    self.isSynced = isSynced
    self.problem = problem
  }
}
