/// What the kernel says of a process that isn't ours.
public enum ProcessState {
  /// Its letter in /proc/PID/stat: `R`, `S`, `D`, `T`, … (proc(5)); nil when it is gone or hidden.
  public static func letter(of process: Int32, proc: String = "/proc") -> Character? {
    // The name before it may hold anything, brackets and blanks too.
    guard let text = try? File.text("\(proc)/\(process)/stat", limit: 4_096),
      let bracket = text.lastIndex(of: ")")
    else { return nil }
    return text[text.index(after: bracket)...].first { $0 != " " }
  }
}
