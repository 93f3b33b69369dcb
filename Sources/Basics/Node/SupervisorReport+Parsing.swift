extension SupervisorReport {
  /// From the file's text. Strict about what it knows, silent about keys it doesn't: a newer
  /// supervisor may say more. An empty value is the same as a missing key.
  public init(parsing text: String) throws {
    let fields = try ReportFields(text)
    guard fields["schema"] == Self.schema else {
      throw ReportFields.invalid("schema is \(fields["schema"] ?? "missing")")
    }
    self.init(
      unit: try fields.required("unit"), chain: try fields.chain("chain"),
      state: try fields.word("state"), bootID: try fields.required("boot_id"))
    reason = fields["reason"] ?? ""
    supervisorPID = try fields.pid("supervisor_pid")
    nodePID = try fields.pid("node_pid")
    generation = try fields.some("generation")
    release = try fields.release("release")
    sinceUnixMs = try fields.number("since_unix_ms") ?? 0
    startedUnixMs = try fields.some("started_unix_ms")
    startedBoottimeMs = try fields.some("started_boottime_ms")
    readyUnixMs = try fields.some("ready_unix_ms")
    handoff = try fields.optionalWord("handoff")
    handoffReason = fields["handoff_reason"] ?? ""
    ports = try fields.ports()
    backoffUntilUnixMs = try fields.some("backoff_until_unix_ms")
    failures = try fields.number("failures") ?? 0
    lastExit = try fields.exit("exit")
    exitBefore = try fields.exit("before")
  }
}
