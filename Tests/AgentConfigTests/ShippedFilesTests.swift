import Testing

@testable import AgentConfig

@Suite struct ShippedFilesTests {
  @Test func theShippedAgentTomlHasEveryKeyWithItsDefault() {
    Repository.expect("packaging/agent.toml", holds: ConfigurationReference.agentToml())
  }

  @Test func theReferenceInDocsIsGenerated() {
    Repository.expect("docs/configuration.md", holds: ConfigurationReference.markdown())
  }

  @Test func theShippedDropInsAreThoseOfTheDefaults() {
    for dropIn in DropIns.render(Configuration()) {
      Repository.expect("units/\(dropIn.path)", holds: dropIn.text)
    }
  }

  @Test func theShippedAgentTomlChangesNothing() throws {
    let text = try #require(Repository.read("packaging/agent.toml"))
    let (configuration, problems) = ConfigurationParser.parse(files: [("agent.toml", text)])
    #expect(problems.isEmpty)
    #expect(configuration == Configuration())
    #expect(configuration?.origins.isEmpty == true)
  }

  @Test func theShippedAgentTomlWithEveryKeyUncommentedIsTheDefaults() throws {
    let text = try #require(Repository.read("packaging/agent.toml"))
    let (configuration, problems) = ConfigurationParser.parse(
      files: [("agent.toml", uncommented(text))])
    #expect(problems.isEmpty)
    #expect(configuration == Configuration())
    #expect(configuration?.origins.keys.sorted() == KeyTable().keyPaths.sorted())
  }

  /// Removes the `#` of keys, as an operator does; `# ` with a space starts words for people.
  private func uncommented(_ text: String) -> String {
    var isInArray = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard line.hasPrefix("#"), isInArray || !line.dropFirst().hasPrefix(" ") else {
        return String(line)
      }
      let key = line.dropFirst()
      if key.hasSuffix("[") { isInArray = true }
      if key == "]" { isInArray = false }
      return String(key)
    }.joined(separator: "\n")
  }
}
