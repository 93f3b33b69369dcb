import Basics
import ControlModel

/// The output of `adnet-agent host`.
enum HostText {
  static func status(_ document: HostDocument, width: Int, colours: Bool = false) -> String {
    let paint = Paint(colours: colours)
    var table = Table("PART", "STATE", "WANTED", "FOUND")
    for part in document.parts {
      table.add(
        .init(title(part)),
        .init(words(part.state), tone(part.state)), .init(part.wanted ?? "-"), .init(part.found))
    }
    var sections = [table.lines(paint)]
    if let work = document.work { sections.append(lines(work)) }
    if !document.notes.isEmpty { sections.append(document.notes) }
    if !document.steps.isEmpty { sections.append(steps(document)) }
    sections.append(
      document.problems.isEmpty
        ? [] : ["PROBLEMS"] + document.problems.flatMap(lines))
    sections.append([enforcement(document)])
    return text(sections)
  }

  static func plan(_ document: HostDocument) -> String {
    var sections = [document.steps.isEmpty ? ["nothing to do"] : steps(document)]
    sections.append(document.notes)
    sections.append(document.problems.flatMap(lines))
    sections.append(foreign(document))
    return text(sections)
  }

  static func outcome(_ document: HostDocument) -> String {
    var sections: [[String]] = []
    if let failure = document.work?.failure {
      sections.append(["failed: \(failure.text)"] + (failure.hint.map { ["  hint: \($0)"] } ?? []))
    } else if document.work?.done.isEmpty ?? true, document.problems.isEmpty {
      sections.append(["nothing to do"])
    } else if document.problems.isEmpty {
      sections.append(["done"])
    }
    if isForeign(document) { sections.append(foreign(document)) }
    sections.append(document.problems.flatMap(lines))
    return text(sections)
  }

  private static func title(_ part: HostDocument.Part) -> String {
    part.name == "swap" ? "swap space" : part.name
  }

  private static func isForeign(_ document: HostDocument) -> Bool {
    document.parts.allSatisfy { $0.state == .notOurs }
  }

  private static func foreign(_ document: HostDocument) -> [String] {
    document.parts.filter { $0.state == .notOurs }.map { part in
      "\(title(part)) is not managed: \(part.found)"
    }
  }

  private static func text(_ sections: [[String]]) -> String {
    sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  private static func steps(_ document: HostDocument) -> [String] {
    ["TO DO"] + document.steps.map { "  \($0)" }
  }

  private static func lines(_ problem: Problem) -> [String] {
    ["\(problem.severity.rawValue): \(problem.text)"]
      + (problem.hint.map { ["  hint: \($0)"] } ?? [])
  }

  private static func lines(_ work: HostDocument.Work) -> [String] {
    if work.isRunning { return ["apply is running:", HostProgress.line(work)] }
    let changes = work.done.isEmpty ? "nothing" : work.done.joined(separator: "; ")
    return ["last apply, \(work.startedAt): \(changes)"]
      + (work.failure.map { ["  failed: \($0.text)"] } ?? [])
  }

  private static func enforcement(_ document: HostDocument) -> String {
    if isForeign(document) { return "the agent manages none of these settings" }
    if !document.isApplied { return "not applied yet: adnet-agent host apply" }
    return document.enforce == "on"
      ? "the agent corrects drift" : "drift is only reported (enforce = \"report\")"
  }

  private static func words(_ state: HostDocument.Part.State) -> String {
    switch state {
    case .ok: "ok"
    case .drifted: "to do"
    case .blocked: "blocked"
    case .notOurs: "not managed"
    }
  }

  private static func tone(_ state: HostDocument.Part.State) -> Tone {
    switch state {
    case .ok: .good
    case .drifted: .waiting
    case .blocked: .bad
    case .notOurs: .dim
    }
  }
}
