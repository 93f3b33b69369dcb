/// Names of programs that mean something by themselves.
public enum ProgramName {
  /// The one that can be the node of every chain.
  public static let unified = "adnet"
}
