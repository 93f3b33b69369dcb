import TestSupport
import Testing

@testable import AgentConfig

@Suite struct ShippedFilesTests {
  @Test func theShippedAgentTomlHasEveryKeyWithItsDefault() throws {
    let text = ConfigurationReference.agentToml()
    #expect(try Golden.file("packaging/agent.toml", text) == text)
  }

  @Test func theReferenceInDocsIsGenerated() throws {
    let text = ConfigurationReference.markdown()
    #expect(try Golden.file("docs/configuration.md", text) == text)
  }

  @Test func theShippedDropInsAreThoseOfTheDefaults() throws {
    for dropIn in DropIns.render(Configuration()) {
      #expect(try Golden.file("units/\(dropIn.path)", dropIn.text) == dropIn.text)
    }
  }

  @Test func theShippedAgentTomlChangesNothing() throws {
    let text = try Golden.text("packaging/agent.toml")
    let (configuration, problems) = ConfigurationParser.parse(files: [("agent.toml", text)])
    #expect(problems.isEmpty)
    #expect(configuration == Configuration())
    #expect(configuration?.origins.isEmpty == true)
  }

  @Test func theShippedAgentTomlWithEveryKeyUncommentedIsTheDefaults() throws {
    let text = try Golden.text("packaging/agent.toml")
    let (configuration, problems) = ConfigurationParser.parse(
      files: [("agent.toml", uncommented(text))])
    #expect(problems.isEmpty)
    #expect(configuration == Configuration())
    let listed = KeyTable().sections.filter { !$0.isSpecial }.flatMap { section in
      section.keys.map { "\(section.name).\($0.name)" }
    }
    #expect(configuration?.origins.keys.sorted() == listed.sorted())
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
