import ControlModel
import Quorum

/// The output of `adnet-agent committee`.
enum CommitteeText {
  static func render(_ document: CommitteeDocument, paint: Paint) -> String {
    guard let source = document.source else {
      return """
        \(document.chain): committee unknown: neither the node nor a peer reports it, and no file is configured
          hint: quorum.file in [chain.\(document.chain)]; adnet-agent health \(document.chain)

        """
    }
    var table = Table("VALIDATOR", "STAKE", "SHARE", "STATE", "SINCE", "WHERE")
    for member in document.members {
      table.add(
        .init(Committee.short(member.address)), .init("\(member.stake)"),
        .init("\(member.permille / 10).\(member.permille % 10) %"),
        .init(member.presence.rawValue, tone(member.presence)),
        .init(member.since.map { age($0, document.observedAt) } ?? "-"),
        .init(member.isOwn ? "this node" : member.url ?? "-"))
    }
    let count = document.members.count
    var lines = [
      "\(document.chain): \(count) \(count == 1 ? "validator" : "validators"), reported by \(source)"
    ]
    lines += document.words.map { "  \($0)" }
    lines.append(
      "  known to take part: \(document.running) of \(document.totalStake), "
        + "quorum \(document.quorum)")
    lines.append(
      document.mayGo
        ? "  this node can stop without halting the chain"
        : "  " + paint("stopping this node would halt the chain", .bad))
    lines += document.strangers.map { "  the address of \($0) is not in the committee" }
    return (lines + table.lines(paint).map { "  \($0)" }).joined(separator: "\n") + "\n"
  }

  private static func tone(_ presence: Attendance.Presence) -> Tone {
    switch presence {
    case .up: .good
    case .behind: .waiting
    case .down: .bad
    case .unknown: .dim
    }
  }

  private static func age(_ moment: Timestamp, _ now: Timestamp) -> String {
    Durations.rough(milliseconds: now.unixMilliseconds - moment.unixMilliseconds)
  }
}
