import AgentCore
import Basics
import Quorum
import TestSupport
import Testing

@Suite struct ActivationTests {
  @Test(arguments: [
    ("4.1.0", "4.1.0", true), ("4.1.0", "4.1.1", true), ("4.1.0", "4.0.9", false),
    ("4.1", "4.1.0", true), ("4.1.0", "5", true), ("4.1.0", "4.1.0-rc1", false),
    ("4.1.0-rc1", "4.1.0", true), ("v4.1.0", "4.2.0+b1", true), ("4.10.0", "4.9.0", false),
  ])
  func versions(needed: String, has: String, isMet: Bool) {
    #expect(Activation(height: 1, version: needed).isMet(by: has) == isMet)
  }

  @Test(arguments: [("4.1.0", "mainnet"), ("x", "4.1.0"), ("4.1.0-rc1", "4.1.0-rc2"), ("", "1")])
  func whatCannotBeCompared(needed: String, has: String) {
    #expect(Activation(height: 1, version: needed).isMet(by: has) == nil)
  }
}
