/// What a node that isn't ours answers itself.
public struct ForeignAnswers: Hashable, Sendable {
  public enum Source: String, Codable, Sendable { case rest, metrics, log }

  public var height: UInt64?
  /// Who gave the height.
  public var source: Source?
  public var isSynced: Bool?
  /// Why there is no height.
  public var problem: String?

  public init(
    height: UInt64? = nil, isSynced: Bool? = nil, problem: String? = nil, source: Source? = nil
  ) {
    self.height = height
    self.source = source ?? (height == nil ? nil : .rest)
    self.isSynced = isSynced
    self.problem = problem
  }
}
