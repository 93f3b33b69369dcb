/// `vm.swappiness` as it is, and as it will be after the next boot.
public struct Swappiness: Hashable, Sendable {
  /// A line of a sysctl.d file that sets it.
  public struct Line: Hashable, Sendable {
    public let file: String
    /// From 1.
    public let number: Int
    /// As it is written.
    public let value: String
    /// Written by us.
    public let isOurs: Bool

    public init(file: String, number: Int, value: String, isOurs: Bool = false) {
      self.file = file
      self.number = number
      self.value = value
      self.isOurs = isOurs
    }
  }

  public let live: Int
  /// In the order in which systemd-sysctl sets them: the last one wins.
  public let lines: [Line]

  public init(live: Int, lines: [Line]) {
    self.live = live
    self.lines = lines
  }
}
