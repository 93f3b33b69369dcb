import AgentCore
import Basics
import FoundationEssentials
import TestSupport
import Testing

/// The closed lists of kinds.
@Suite struct KindTests {
  private static let words =
    FailureKind.all.map(\.rawValue) + ProblemKind.all.map(\.rawValue)

  @Test func everyKindIsThereOnce() {
    #expect(FailureKind.all.count > 200)
    #expect(Set(FailureKind.all).count == FailureKind.all.count)
    #expect(ProblemKind.all.count > 70)
    #expect(Set(ProblemKind.all).count == ProblemKind.all.count)
  }

  @Test(arguments: Set(words)) func everyKindIsASnakeCaseWord(_ word: String) {
    #expect(word.wholeMatch(of: /[a-z][a-z0-9]*(_[a-z0-9]+)*/) != nil)
  }

  @Test func everyMeaningIsASentence() {
    let meanings =
      FailureKind.all.map { ($0.rawValue, $0.meaning) }
      + ProblemKind.all.map { ($0.rawValue, $0.meaning) }
    // Names that are written small.
    let names = ["systemd", "libgcrypt"]
    for (word, meaning) in meanings {
      let isBegun = meaning.first?.isUppercase == true || names.contains { meaning.hasPrefix($0) }
      #expect(isBegun && meaning.hasSuffix("."), "\(word): \(meaning)")
    }
  }

  /// What needs no advice: it is so already, or it ends by itself.
  private static let withoutAdvice = ["not_encodable", "recovering"]

  @Test func everyKindHasAnAdviceOrNeedsNone() {
    let advice =
      FailureKind.all.filter { $0.exit != .done }.map { ($0.rawValue, $0.advice) }
      + ProblemKind.all.map { ($0.rawValue, $0.advice) }
    let none = Set(advice.filter { $0.1 == nil }.map(\.0))
    #expect(none.sorted() == Self.withoutAdvice)
  }

  @Test func whatHasNoHintOfItsOwnGivesTheAdviceOfItsKind() {
    let failure = Failure(.noPrevious, "cannot roll back: there is no earlier release")
    #expect(failure.help == FailureKind.noPrevious.advice)
    #expect(failure.description.contains("\nhint: adnet-agent release list"))
    #expect(Failure(.noPrevious, "cannot", hint: "x").help == "x")
    let problem = Problem(
      kind: .handoffLost, severity: .warning, chain: ChainName("alpha"), text: "x")
    #expect(problem.hint?.hasPrefix("adnet-agent restart alpha") == true)
  }

  /// Another version may know more kinds. They are carried, and not lost.
  @Test func aKindOfAnotherVersionSurvives() throws {
    let failure = #"{"exit":3,"kind":"of_the_future","text":"cannot do this: not yet"}"#
    let problem = #"{"kind":"of_the_future_too","severity":"warning","text":"it rains"}"#
    let read = try JSONDecoder().decode(Failure.self, from: Data(failure.utf8))
    #expect(read.kind == FailureKind(rawValue: "of_the_future"))
    #expect(read.exit == .refused)
    #expect(read.kind.meaning.isEmpty && FailureKind.named("of_the_future") == nil)
    #expect(try again(read) == failure)
    let trouble = try JSONDecoder().decode(Problem.self, from: Data(problem.utf8))
    #expect(trouble.kind.rawValue == "of_the_future_too")
    #expect(try again(trouble) == problem)
  }

  @Test func aKnownKindIsTheOneOfTheList() throws {
    let text = #"{"exit":1,"kind":"no_space","text":"cannot write"}"#
    let read = try JSONDecoder().decode(Failure.self, from: Data(text.utf8))
    #expect(read.kind == .noSpace)
    #expect(read.kind.httpStatus == 507)
    #expect(try again(read) == text)
  }

  @Test func whatIsSoAlreadyEndsWith0AndNothingElseDoes() {
    for kind in FailureKind.all {
      let isSo =
        kind.rawValue.hasPrefix("already_") && kind != .alreadyExists
        || [.genesisIsWritten, .notDrained, .notImported, .nothingToDo].contains(kind)
      #expect((kind.exit == .done) == isSo, "\(kind)")
    }
  }

  /// Else nobody knows which of two to expect.
  @Test func noTwoMeanTheSame() {
    for (meaning, kinds) in Dictionary(grouping: FailureKind.all, by: \.meaning) {
      #expect(kinds.count == 1, "\(kinds.map(\.rawValue)): \(meaning)")
    }
  }

  @Test func thePageOfErrorsIsThatOfTheLists() throws {
    let page = ErrorsPage.text
    #expect(try Golden.file("docs/errors.md", page) == page)
  }

  private func again(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// docs/errors.md.
private enum ErrorsPage {
  static var text: String {
    """
    # Errors and problems

    Written by a test; don't edit it. The test is `KindTests`, and
    `ADNET_UPDATE=1 swift test --filter KindTests` writes it again.

    Clients match on `kind`, never on `text`. `adnet-agent explain KIND` prints one row of this page.
    A newer version may have more kinds. CHAIN, UNIT, VERSION, FILE and ID stand for names.

    ## Failures

    Failures of a command (`adnet.error/1`), of an operation and of a migration. A failure with exit
    code 0 is not an error: the order is already fulfilled. Exit code and HTTP status are those of the
    kind; a few failures have another exit code, because the same kind also occurs elsewhere.
    `node_away`, `lost` and `bad_request` are also answers to RPC clients, while a relay stands in for
    the node.

    | kind | meaning | exit | HTTP | what to do |
    |---|---|---|---|---|
    \(FailureKind.all.sorted { $0.rawValue < $1.rawValue }.map(row).joined(separator: "\n"))

    ## Problems

    The `problems` of `status` and `health`. A problem may also have the kind of a failure that lasts.

    | kind | meaning | what to do |
    |---|---|---|
    \(ProblemKind.all.sorted { $0.rawValue < $1.rawValue }.map(row).joined(separator: "\n"))

    """
  }

  private static func row(_ kind: FailureKind) -> String {
    let status = kind.exit == .done ? 200 : kind.httpStatus ?? kind.exit.httpStatus
    return
      "| `\(kind)` | \(kind.meaning) | \(kind.exit.rawValue) | \(status) | \(kind.advice ?? "") |"
  }

  private static func row(_ kind: ProblemKind) -> String {
    "| `\(kind)` | \(kind.meaning) | \(kind.advice ?? "") |"
  }
}
