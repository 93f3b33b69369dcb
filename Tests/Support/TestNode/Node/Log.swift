/// Lines as the node's tracing prints them, on stdout.
struct Log {
  /// What tells two nodes of one process apart; empty otherwise.
  var name = ""
  var isVerbose = true

  func info(_ text: String) { line(" INFO", text) }
  func warn(_ text: String) { line(" WARN", text) }
  func error(_ text: String) { line("ERROR", text) }
  func debug(_ text: String) { if isVerbose { line("DEBUG", text) } }

  private func line(_ level: String, _ text: String) {
    Output.line("\(Clock.stamp()) \(level) \(name.isEmpty ? "" : "[\(name)] ")\(text)")
  }
}
