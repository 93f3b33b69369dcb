/// What a run has seen, for a person or as JSON with sorted keys.
struct LoadReport {
  let settings: LoadSettings
  let counts: LoadCounts

  var json: String {
    let samples = counts.samples.map {
      "{\"at_ms\":\($0.sentMilliseconds),\"failed_at_ms\":\($0.failedMilliseconds),"
        + "\"kind\":\"\($0.kind.rawValue)\"}"
    }
    return object([
      "schema": "\"adnet.load/1\"",
      "url": quoted(settings.url),
      "mode": quoted(settings.mode.rawValue),
      "rate": settings.mode == .flat ? "null" : number(settings.rate),
      "started_unix_ms": "\(counts.begunUnix)",
      "seconds": number(counts.seconds),
      "sent": "\(counts.sent)",
      "ok": "\(counts.succeeded)",
      "failed": "\(counts.failed)",
      "failures": object(
        Dictionary(
          uniqueKeysWithValues: FailureKind.allCases.map {
            ($0.rawValue, "\(counts.failures[$0] ?? 0)")
          })),
      "failure_samples": "[\(samples.joined(separator: ","))]",
      "latency_ms": object([
        "p50": milliseconds(counts.latencies.percentile(0.5)),
        "p90": milliseconds(counts.latencies.percentile(0.9)),
        "p99": milliseconds(counts.latencies.percentile(0.99)),
        "max": milliseconds(counts.latencies.max),
      ]),
      "longest_silence_ms": milliseconds(counts.longestSilence),
      "generator_lag_max_ms": milliseconds(counts.lag),
      "connects": "\(counts.connects)",
      "idle_closes": "\(counts.idleCloses)",
      "statuses": object(
        Dictionary(uniqueKeysWithValues: counts.statuses.map { ("\($0)", "\($1)") })),
      "versions": object(counts.versions.mapValues { "\($0)" }),
    ])
  }

  var text: String {
    let kinds = FailureKind.allCases.compactMap { kind in
      counts.failures[kind].map { "\(kind.rawValue) \($0)" }
    }
    let versions = counts.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return """
      requests  \(counts.sent) sent, \(counts.succeeded) ok, \(counts.failed) failed in \
      \(number(counts.seconds)) s
      failures  \(kinds.isEmpty ? "none" : kinds.joined(separator: ", "))
      latency   p50 \(milliseconds(counts.latencies.percentile(0.5))) ms, \
      p99 \(milliseconds(counts.latencies.percentile(0.99))) ms, \
      max \(milliseconds(counts.latencies.max)) ms
      silence   \(milliseconds(counts.longestSilence)) ms at most between two answers
      versions  \(versions.isEmpty ? "none" : versions.joined(separator: ", "))
      """
  }

  private func object(_ members: [String: String]) -> String {
    let members = members.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\($0.value)" }
    return "{\(members.joined(separator: ","))}"
  }

  private func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where scalar.value < 32: quoted += " "
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private func milliseconds(_ nanoseconds: Int64) -> String { number(Double(nanoseconds) / 1e6) }

  /// Three decimals at most.
  private func number(_ value: Double) -> String {
    let rounded = (value * 1000).rounded() / 1000
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
