public import Quorum

/// The facts about the validators of a chain.
public struct QuorumObservation: Hashable, Sendable {
  public let committee: Committee
  /// The source of the committee, for people: `the node`, a peer's URL, a file.
  public let source: String
  public let attendance: Attendance

  public init(_ committee: Committee, from source: String, _ attendance: Attendance) {
    self.committee = committee
    self.source = source
    self.attendance = attendance
  }

  /// Computed where it is asked for, which most looks don't.
  public var margin: QuorumMargin { QuorumMargin(committee, attendance) }
}
