import AgentCore
import Testing

@Suite struct ReleaseFeaturesTests {
  @Test(
    arguments: [
      ("snarkos testnet 1a2b features=[metrics,testnet]\n", ["metrics", "testnet"]),
      ("adnet 1.0 features=[\"b\", \"a\", \"a\"]", ["a", "b"]),
      ("x features=[]", []),
      ("snarkos 3.0.0", nil),
      ("x features=[a,b", nil),
      ("x features=[a b\u{1b}[31m]", nil),
      ("", nil),
    ] as [(String, [String]?)])
  func areTakenFromTheVersionOrNotAtAll(_ text: String, _ features: [String]?) {
    #expect(ReleaseFeatures.features(in: text) == features)
  }

  /// As `systemd-escape alphaos/4.0.1~rc+1-0f3a9c1b2d4e/alphaos` prints it.
  @Test func instancesAreEscapedAsSystemdDoes() {
    #expect(
      ReleaseID("alphaos/4.0.1~rc+1-0f3a9c1b2d4e")?.versionInstance
        == #"alphaos-4.0.1\x7erc\x2b1\x2d0f3a9c1b2d4e-alphaos"#)
  }
}
