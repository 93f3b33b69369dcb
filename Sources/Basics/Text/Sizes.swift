/// Amounts of bytes for people: `12.3 GiB`.
public enum Sizes {
  public static func text(_ bytes: some BinaryInteger) -> String {
    let bytes = Int64(clamping: bytes)
    var unit: Int64 = 1
    for name in ["B", "KiB", "MiB", "GiB", "TiB"] {
      if bytes < unit * 1_024 || name == "TiB" {
        guard unit > 1 else { return "\(bytes) \(name)" }
        let tenths = bytes / unit * 10 + bytes % unit * 10 / unit
        return "\(tenths / 10).\(tenths % 10) \(name)"
      }
      unit *= 1_024
    }
    return "\(bytes) B"
  }
}
