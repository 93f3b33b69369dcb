import Testing

/// Kinds are members of the lists, and each of the lists is used.
struct KindListTests {
  private static let lists = ["Sources/Basics/Failures/Kinds", "Sources/AgentCore/Kinds"]

  private static func isList(_ file: String) -> Bool { lists.contains { file.hasPrefix($0) } }

  @Test func noKindIsWrittenAsText() throws {
    for file in try House.files("Sources", suffix: ".swift") where !Self.isList(file) {
      let text = try House.read(file)
      #expect(!text.contains(/\b(Failure|nothingToDo|refuse|problem)\(\s*"[a-z_]+"/), "\(file)")
      #expect(!text.contains(/\b(FailureKind|ProblemKind)\(\s*(rawValue:\s*)?"/), "\(file)")
      #expect(!text.contains(/\bProblem\(\s*kind:\s*"/), "\(file)")
    }
  }

  @Test func everyKindIsInAGroupAndUsed() throws {
    let files = try House.files("Sources", suffix: ".swift").filter { !Self.isList($0) }
    let used = Set(
      try files.flatMap { file in
        try House.read(file).matches(of: /\.(\w+)/).map { String($0.1) }
      })
    var count = 0
    for file in try Self.lists.flatMap({ try House.files($0, suffix: ".swift") }) {
      let text = try House.read(file)
      let grouped = Set(text.matches(of: /\.(\w+)[,\]\n]/).map { String($0.1) })
      for kind in text.matches(of: /static let `?(\w+)`? = Self\(/).map({ String($0.1) }) {
        count += 1
        #expect(grouped.contains(kind), "\(kind) is in no group of \(file)")
        #expect(used.contains(kind), "\(kind) of \(file) is used nowhere")
      }
    }
    #expect(count > 200)
  }
}
