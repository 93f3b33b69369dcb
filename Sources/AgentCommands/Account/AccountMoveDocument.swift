import AgentCore
import Basics
import ControlModel

/// The document of `adnet-agent account move --json`: what would be done, or what was.
struct AccountMoveDocument: Document {
  static let schemaName = "adnet.account-move/1"

  private(set) var schema = Self.schemaName
  /// The account that nodes are given.
  var user: String
  var moves: [Move] = []
  var obstacles: [Obstacle] = []

  /// One node: a chain's own, or that of all chains.
  struct Move: Codable, Hashable, Sendable {
    /// The first is the one whose restart is ordered.
    var chains: [ChainName]
    /// The account that the node has; the configured one where none runs.
    var from: String
    /// False where no node runs: the next start does it.
    var restarts: Bool
    var gates: [Gate]
    /// Left out before it has begun.
    var isDone: Bool?
    /// How long the node is likely to be away.
    var gap: GapForecast?
  }

  /// An obstacle besides the gates.
  struct Obstacle: Codable, Hashable, Sendable {
    var text: String
    /// The command that removes it.
    var hint: String?

    init(_ text: String, hint: String?) {
      self.text = text
      self.hint = hint
    }
  }

  /// Nothing is in the way.
  var isAllowed: Bool { obstacles.isEmpty && moves.allSatisfy { $0.gates.blocked.isEmpty } }
}

/// The same for people.
enum AccountMoveText {
  static func render(_ document: AccountMoveDocument, width: Int, paint: Paint) -> String {
    var lines: [String] = []
    for (index, move) in document.moves.enumerated() {
      let names = move.chains.map(\.text).joined(separator: " and ")
      let how =
        move.restarts
        ? "one restart behind the relay; undone if it fails" : "at the node's next start"
      lines.append("\(index + 1). \(names): \(move.from) -> \(document.user), \(how)")
      if let gap = move.gap {
        lines.append(
          "   the node is likely to be down for "
            + Durations.exact(milliseconds: Int64(gap.milliseconds)))
      }
      lines += GateListText.lines(move.gates, width: width, paint: paint)
    }
    for obstacle in document.obstacles {
      lines += Wrap.lines(obstacle.text, lead: "\(paint("blocked", .bad))   ", width: width)
      if let hint = obstacle.hint {
        lines += Wrap.lines("hint: \(hint)", lead: "          ", width: width)
      }
    }
    lines.append(
      document.isAllowed
        ? "nothing was changed; to do it: the same without --check"
        : paint("nothing was changed, and nothing would be: see above", .bad))
    return lines.joined(separator: "\n") + "\n"
  }
}
