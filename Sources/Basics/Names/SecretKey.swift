/// Keys that nobody may see, as the nodes write them.
public enum SecretKey {
  public static func isIn(_ text: String) -> Bool {
    text.contains("PrivateKey1") || text.contains("ViewKey1")
  }
}
