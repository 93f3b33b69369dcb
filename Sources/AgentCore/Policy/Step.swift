/// A decision of the policy on one look at a chain.
public struct Step: Hashable, Sendable {
  /// Must be durable before the first effect, and only then may a caller tell anyone about it.
  public var next: ChainState
  /// Effects to perform in this order, up to the first that fails. They are wanted again on the
  /// next look if they don't show.
  public var effects: [Effect]
  /// The latest moment (boot's clock) to look again, even if nothing seems to happen.
  public var wakeAtBoottimeMs: Int?
  /// The thing that the operation waits for, for people; reads after "waiting for".
  public var waitsFor: String?
  /// The operation can't go on as it is: nobody else's order has to wait for it.
  public var isStuck = false

  public init(
    next: ChainState, effects: [Effect] = [], wakeAtBoottimeMs: Int? = nil, waitsFor: String? = nil
  ) {
    self.next = next
    self.effects = effects
    self.wakeAtBoottimeMs = wakeAtBoottimeMs
    self.waitsFor = waitsFor
  }
}
