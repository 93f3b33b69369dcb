/// Where our swap files may be: at the configured path, and beside it when swap grows.
public enum SwapFilePaths {
  public static func of(_ path: String) -> [String] {
    [path] + (2...8).map { "\(path)-\($0)" }
  }

  /// The name of a file until it is complete.
  public static func unfinished(_ path: String) -> String { "\(path).adnet-unfinished" }
}
