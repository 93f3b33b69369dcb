/// The version of this build.
public enum AgentVersion {
  /// The same as in packaging/debian/changelog, checked by `make check`.
  public static let text = "0.3.0"
}
