import Testing

@testable import AgentConfig

/// The keys that hints name have to exist where they say.
struct HintTests {
  @Test func everyKeyThatATextNamesExists() throws {
    let known = Set(KeyTable().keyPaths)
    // `drain.grace in [chain.NAME]`: a key, and the table that it is written in.
    let named = #/([a-z_.]+)(?: = [a-z]+)? in \[chain\.\\\([^)]*\)([a-z_.]*)\]/#
    var found = 0
    for file in try House.files("Sources", suffix: ".swift") {
      for match in try House.read(file).matches(of: named) {
        found += 1
        let path = "chain.alpha\(match.2).\(match.1)"
        #expect(known.contains(path), "\(file): \(match.0)")
      }
    }
    #expect(found > 10)
  }
}
