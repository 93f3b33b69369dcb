import Basics
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

  @Test(
    arguments: [
      ("--mode MODE  adnet: alpha-only, delta-only, dual\n", ["alpha-only", "delta-only", "dual"]),
      ("[possible values: alpha-only|dual]", ["alpha-only", "dual"]),
      ("a dual-stack, delta-only2 thing", nil), ("error: unexpected argument 'run' found", nil),
    ] as [(String, [String]?)])
  func modesAreTakenFromItsHelpOrNotAtAll(_ text: String, _ modes: [String]?) {
    #expect(ReleaseModes.modes(in: text) == modes)
  }

  /// As `systemd-escape alphaos/4.0.1~rc+1-0f3a9c1b2d4e/alphaos` prints it.
  @Test func instancesAreEscapedAsSystemdDoes() {
    #expect(
      ReleaseID("alphaos/4.0.1~rc+1-0f3a9c1b2d4e")?.versionInstance
        == #"alphaos-4.0.1\x7erc\x2b1\x2d0f3a9c1b2d4e-alphaos"#)
  }
}
