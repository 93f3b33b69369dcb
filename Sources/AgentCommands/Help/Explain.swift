import AgentConfig
import ArgumentParser
import Basics
import ControlModel
import LinuxSystem

struct Explain: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain an error's or problem's kind: meaning, exit code, what to do.",
    discussion:
      "The kind is the value of \"kind\" of an error or a problem in JSON output, such as gate_quorum."
  )

  @Argument(help: "The kind, such as gate_quorum.")
  var kind: String?
  @Flag(name: .long, help: "List every kind with its meaning.")
  var list = false
  @OptionGroup var format: Format

  func validate() throws {
    guard (kind == nil) == list else {
      throw ValidationError("Give either a kind or --list.")
    }
  }

  func run() throws {
    guard let kind else {
      return try Output.show(KindListDocument(), json: format.json) { _, paint in
        KindText.list(paint)
      }
    }
    guard let document = KindDocument(kind) else {
      let near = Self.near(kind)
      throw Failure(
        .kindUnknown, "cannot explain \(kind): there is no such kind",
        hint: near.isEmpty
          ? "adnet-agent explain --list" : "did you mean \(near.joined(separator: " or "))?")
    }
    try Output.show(document, json: format.json) { _, _ in KindText.text(document) }
  }

  /// At most three kinds, the nearest first: by their letters, or because the word is a part.
  static func near(_ word: String) -> [String] {
    let allowed = max(2, word.utf8.count / 4)
    let ranked = KindDocument.words.compactMap { known in
      let distance = SpellingSuggestion.distance(word, known)
      let isPart = word.utf8.count > 2 && known.contains(word)
      return distance <= allowed || isPart ? (known, distance) : nil
    }
    return ranked.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(3).map(\.0)
  }
}

/// Kinds in words.
enum KindText {
  static func text(_ document: KindDocument) -> String {
    var lines: [String] = []
    if let failure = document.failure {
      lines += [
        "failure \(document.kind): \(failure.meaning)",
        "  exit code \(failure.exit.rawValue), HTTP status \(failure.httpStatus)",
      ]
      if let advice = failure.advice { lines.append("  what to do: \(advice)") }
    }
    if let problem = document.problem {
      lines.append("problem \(document.kind): \(problem.meaning)")
      if let advice = problem.advice { lines.append("  what to do: \(advice)") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func list(_ paint: Paint) -> String {
    var table = Table("KIND", "OF", "MEANING")
    for document in KindListDocument().kinds {
      if let failure = document.failure {
        table.add(.init(document.kind), .init("failure"), .init(failure.meaning))
      }
      if let problem = document.problem {
        table.add(.init(document.kind), .init("problem"), .init(problem.meaning))
      }
    }
    return table.lines(paint).joined(separator: "\n") + "\n"
  }
}
