import Basics
import Testing

@testable import AgentConfig

@Suite struct PortClashTests {
  private func problems(_ text: String) -> [ConfigurationDiagnostic] {
    ConfigurationParser.parse(files: [("agent.toml", text)]).1
  }

  @Test func aPortUsedTwiceNamesBothPlaces() {
    let found = problems("[chain.alpha.ports.rest]\nport = 3031\n")
    #expect(
      found.map(\.description) == [
        "agent.toml:2: port 3031 of chain.delta.ports.rest (0.0.0.0:3031) is also used by chain.alpha.ports.rest (0.0.0.0:3031, agent.toml:2)\nhint: two nodes on one port don't fail: one silently moves to a random port"
      ])
  }

  @Test(arguments: [
    ("0.0.0.0", "127.0.0.1", true), ("127.0.0.1", "0.0.0.0", true), ("::", "127.0.0.1", true),
    ("0.0.0.0", "::", true), ("::", "2001:db8::1", true), ("127.0.0.1", "127.0.0.1", true),
    ("2001:db8::1", "2001:0db8:0::1", true), ("0.0.0.0", "2001:db8::1", false),
    ("127.0.0.1", "127.0.0.2", false), ("10.0.0.1", "::1", false),
  ])
  func aWildcardClashesWithWhatItCovers(_ one: String, _ other: String, _ clashes: Bool) {
    let found = problems(
      """
      [chain.alpha.ports.rest]
      address = "\(one)"
      port = 4000
      [chain.delta.ports.rest]
      address = "\(other)"
      port = 4000
      """)
    #expect(found.count == (clashes ? 1 : 0), "\(found)")
    #expect(!clashes || found.first?.line == 6)
  }

  @Test func aSwitchedOffPortIsFree() {
    let found = problems(
      """
      [chain.delta.ports.ws]
      enabled = false
      [chain.delta.command]
      deltaos = []
      adnet = []
      [chain.alpha.ports.rest]
      port = 3032
      """)
    #expect(found.isEmpty, "\(found)")
  }

  @Test(arguments: [
    ("::", "::"), ("::1", "::1"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("1::", "1::"),
    ("0.0.0.0", "0.0.0.0"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
    ("fe80::1:2.3.4.5", "fe80::1:203:405"),
    ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"),
  ])
  func anAddressHasOneSpelling(_ text: String, _ spelling: String) {
    #expect(IPAddress(text)?.text == spelling)
  }

  @Test(arguments: [
    "", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "::1%eth0",
    "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.+4", " 1.2.3.4", "+1::",
    "1:2:3:4:5:6:7:8::",
  ])
  func whatIsNoAddressIsNone(_ text: String) {
    #expect(IPAddress(text) == nil)
  }
}
