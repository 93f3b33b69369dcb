import Basics
import FoundationEssentials
import Health

/// The meaning of an HTTP answer. Strict by type: v3 of the nodes answers a limited request with 200 and
/// a sentence.
enum ProbeAnswer {
  /// Nil when the path isn't known there.
  static func read(
    _ question: ProbeQuestion, _ query: ProbeQuery = ProbeQuery(), status: Int, body: [UInt8]
  ) -> ProbeSample.Outcome? {
    if question == .ready, status == 503 { return .notReady("HTTP status 503") }
    guard query.isReadAsUsual else { return described(question, query, status, body) }
    switch question {
    case .height: return number(status, body).map { outcome in height(outcome) }
    case .peers, .bft: return number(status, body).map { outcome in count(outcome) }
    case .hash: return value(status, body, hash)
    case .sync: return value(status, body, sync)
    case .committee: return committee(status, body)
    case .ready: return status == 200 ? .passed(.none) : another(status, body)
    }
  }

  /// Metrics are text, and large.
  @Sendable static func metrics(status: Int, body: [UInt8]) -> ProbeSample.Outcome {
    guard status == 200 else { return .wrong("HTTP status \(status)") }
    let count = metric("bft_connected_total", body).flatMap { (0...1e6).contains($0) ? $0 : nil }
    return .passed(.metrics(bftPeers: count.map { Int($0) }, upgrade: upgrade(body)))
  }

  /// `snarkos_consensus_needs_upgrade`, `…_required_upgrade_height` and `…_required_upgrade_version`.
  private static func upgrade(_ body: [UInt8]) -> RequiredUpgrade? {
    guard metric("_needs_upgrade", body) == 1,
      let height = metric("_required_upgrade_height", body),
      (1...1e15).contains(height)
    else { return nil }
    let version = metric("_required_upgrade_version", body).flatMap { Int(exactly: $0) }
    return RequiredUpgrade(height: UInt64(height), version: version)
  }

  /// `snarkos_bft_height_total`, of older versions `snarkos_blocks_height_total`.
  @Sendable static func metricsHeight(status: Int, body: [UInt8]) -> ProbeSample.Outcome {
    guard status == 200 else { return .wrong("HTTP status \(status)") }
    guard let height = metric("_height_total", body), (0...1e15).contains(height) else {
      return .wrong("the metrics have no height")
    }
    return .passed(.height(UInt64(height)))
  }

  /// Lines like `snarkos_bft_connected_total 3` (snarkOS node/metrics, names.rs).
  private static func metric(_ suffix: String, _ body: [UInt8]) -> Double? {
    metric(body) { $0.hasSuffix(suffix) }
  }

  static func metric(_ body: [UInt8], where isIt: (Substring) -> Bool) -> Double? {
    for line in body.split(separator: UInt8(ascii: "\n")) {
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      // A time may stand behind the value (Prometheus, exposition formats).
      guard (2...3).contains(words.count), isIt(words[0].prefix(while: { $0 != "{" })) else {
        continue
      }
      if let value = Double(words[1]) { return value }
    }
    return nil
  }

  private static func number(_ status: Int, _ body: [UInt8]) -> HeightReading.Result? {
    HeightReading.Result(status: status, body: body)
  }

  private static func height(_ result: HeightReading.Result) -> ProbeSample.Outcome {
    switch result {
    // Blocks are counted in 32 bits (snarkVM's block header).
    case .height(let height) where height > UInt32.max:
      .wrong("the answer isn't a height: \(height)")
    case .height(let height): .passed(.height(height))
    case .limited: .limited
    case .failed(let reason): .wrong(reason)
    }
  }

  private static func count(_ result: HeightReading.Result) -> ProbeSample.Outcome {
    switch result {
    case .height(let count) where count <= 1_000_000: .passed(.count(Int(count)))
    case .height(let count): .wrong("the answer isn't a number of peers: \(count)")
    case .limited: .limited
    case .failed(let reason): .wrong(reason)
    }
  }

  private static func value(
    _ status: Int, _ body: [UInt8], _ parse: ([UInt8]) -> ProbeSample.Value?
  ) -> ProbeSample.Outcome? {
    guard status == 200, let value = parse(body) else { return another(status, body) }
    return .passed(value)
  }

  /// The outcome of an answer that isn't of the kind asked for. A limit looks the same whatever was
  /// asked.
  static func another(_ status: Int, _ body: [UInt8]) -> ProbeSample.Outcome? {
    number(status, body).map { result in
      switch result {
      case .limited: .limited
      case .failed(let reason): .wrong(reason)
      case .height: .wrong("unexpected answer")
      }
    }
  }

  /// A JSON string of letters and digits, such as `"ab1…"`; 0 for the height says "not known yet".
  private static func hash(_ body: [UInt8]) -> ProbeSample.Value? {
    guard let text = try? JSONDecoder().decode(String.self, from: Data(body)),
      (8...128).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) })
    else { return nil }
    return .block(height: 0, hash: text)
  }

  private struct Sync: Decodable {
    let isSynced: Bool

    enum CodingKeys: String, CodingKey { case isSynced = "is_synced" }
  }

  private static func sync(_ body: [UInt8]) -> ProbeSample.Value? {
    (try? JSONDecoder().decode(Sync.self, from: Data(body))).map { .synced($0.isSynced) }
  }
}
