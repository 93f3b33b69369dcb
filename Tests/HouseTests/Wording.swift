/// Where users read plain technical English, and what that is not.
enum Wording {
  static let phrases: [Phrase] = [
    Phrase("anew", "again"),
    Phrase("gets|get on", "continues, makes progress"),
    Phrase("is|are|was|were|be|been told !apart", "receives, is reported, is ordered"),
    Phrase("tells|teller", "reports, shows, says"),
    Phrase("lies|lie|lay|lying|stands beside", "next to, in the same directory as"),
    Phrase("beside", "next to, along with"),
    Phrase("!there is|are|was|were|it's|that's no !longer|more|other|later|,|.|;", "is not a"),
    Phrase("is|are|was over !the|a|an|their|its|all|every|each|…", "has ended"),
    Phrase("nobody", "no process, no user, nothing; or the passive: \"unknown\""),
    Phrase("who takes|begins|part", "a noun: validators, signers, members"),
    Phrase("whoever", "a noun: the caller, any process"),
    Phrase("speaks|speak against", "blocks"),
    Phrase("seen to", "handled"),
    Phrase("stands|stand|stood still", "is stalled, makes no progress"),
    Phrase("all the same", "anyway"),
    Phrase("in silence", "silently, without an error"),
    Phrase("now and then", "intermittently"),
    Phrase("truthful|truthfully", "real, reliably"),
    Phrase("of before", "previous"),
    Phrase("is|are|was|were|be away", "is down, is stopped"),
    Phrase("leads|lead|led back", "rolls back, returns"),
    Phrase("knows|know nothing", "has no information about"),
    Phrase("is|are|be to be", "must be, is about to be"),
    Phrase("likewise|thereof|therein|hitherto|henceforth|wherefrom", "plain words"),
  ]

  /// The words of machines, which a message has without underscores. Pages show them in tables.
  static let identifiers = Phrase(
    "!\" crash_loop|at_rest|not_ready|rolled_back|going_back", "words: crash loop, rolled back")

  /// The pages of measurements, with the words of the day they were made.
  static let measured = ["docs/bench.md", "docs/health-faults.md"]

  /// The literals that are no text for users, by how they begin: files of older versions have them.
  static let kept = ["nobody until ", "the start grace is over"]

  /// The phrases in a text that is read by users.
  static func found(in text: String) -> [(has: String, phrase: Phrase)] {
    let words = Phrase.words(text)
    return phrases.compactMap { phrase in phrase.match(words).map { ($0, phrase) } }
  }

  /// A line of Markdown without its code spans: names of keys and states stand in those.
  static func prose(_ line: Substring) -> String {
    line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .map { $0.offset.isMultiple(of: 2) ? String($0.element) : "…" }.joined()
  }
}
