/// What a run has seen so far.
struct LoadCounts {
  struct Sample {
    let kind: FailureKind
    let sentMilliseconds: Int64
    let failedMilliseconds: Int64
  }

  let begun = Clock.now()
  let begunUnix = Clock.unixMilliseconds()
  private(set) var ended: Int64?
  var sent = 0
  var connects = 0
  /// Pooled connections that the server closed while no request was on them: no failure.
  var idleCloses = 0
  /// How late the generator itself was to send, at most.
  var lag: Int64 = 0
  private(set) var succeeded = 0
  private(set) var failures: [FailureKind: Int] = [:]
  private(set) var versions: [String: Int] = [:]
  /// Of answers that weren't 200.
  var statuses: [Int: Int] = [:]
  private(set) var latencies = Latencies()
  private(set) var longestSilence: Int64 = 0
  private(set) var samples: [Sample] = []
  private var lastSuccess: Int64?

  var failed: Int { failures.values.reduce(0, +) }
  var seconds: Double { Double((ended ?? Clock.now()) - begun) / 1e9 }

  mutating func succeed(due: Int64, version: String) {
    let now = Clock.now()
    succeeded += 1
    versions[version, default: 0] += 1
    latencies.add(now - due)
    longestSilence = max(longestSilence, now - (lastSuccess ?? begun))
    lastSuccess = now
  }

  mutating func fail(due: Int64, _ kind: FailureKind) {
    failures[kind, default: 0] += 1
    guard samples.count < 20 else { return }
    samples.append(
      Sample(
        kind: kind, sentMilliseconds: (due - begun) / 1_000_000,
        failedMilliseconds: (Clock.now() - begun) / 1_000_000))
  }

  mutating func end() {
    ended = Clock.now()
    longestSilence = max(longestSilence, Clock.now() - (lastSuccess ?? begun))
  }
}
