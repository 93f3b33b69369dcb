import Basics
import FoundationEssentials
import Health

/// Answers of nodes that aren't of the family, by what their configuration says of them.
extension ProbeAnswer {
  /// Nil when the path isn't known there.
  static func described(
    _ question: ProbeQuestion, _ query: ProbeQuery, _ status: Int, _ body: [UInt8]
  ) -> ProbeSample.Outcome? {
    guard status == 200 else { return another(status, body) }
    guard query.metric.isEmpty else { return ofMetric(question, query, body) }
    if query.field.isEmpty, question == .ready {
      let words = body.split { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
      let text = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
      return text == query.equals ? .passed(.none) : .notReady(excerpt(body))
    }
    guard let tree = try? JSONDecoder().decode(JSONTree.self, from: Data(body)) else {
      return HeightReading.isLimit(body)
        ? .limited : .wrong("the answer isn't JSON: \(excerpt(body))")
    }
    guard let value = tree.value(at: query.field) else {
      // A JSON-RPC error comes with status 200.
      if case .string(let why)? = tree.value(at: "error.message") {
        return .wrong("the node answered with an error: \(String(why.prefix(100)).printable)")
      }
      return .wrong("the answer has no \(query.field): \(excerpt(body))")
    }
    return read(question, query, value)
  }

  private static func read(
    _ question: ProbeQuestion, _ query: ProbeQuery, _ value: JSONTree
  ) -> ProbeSample.Outcome {
    switch question {
    case .height:
      guard let height = value.whole, height <= greatestHeight else {
        return .wrong("not a height: \(value.short)")
      }
      return .passed(.height(height))
    case .peers, .bft:
      guard let count = value.count ?? value.whole, count <= 1_000_000 else {
        return .wrong("not a number of peers: \(value.short)")
      }
      return .passed(.count(Int(count)))
    case .hash:
      guard case .string(let hash) = value, (8...128).contains(hash.utf8.count),
        hash.utf8.allSatisfy({ isAlphanumeric($0) })
      else {
        return .wrong("not a hash: \(value.short)")
      }
      return .passed(.block(height: 0, hash: hash))
    case .sync: return .passed(.synced(value.short == wanted(query)))
    case .ready:
      let isReady = value.short == wanted(query)
      return isReady ? .passed(.none) : .notReady(value.short)
    case .committee:
      guard let bytes = try? JSONEncoder().encode(value) else { return .wrong("not a committee") }
      return committee(200, Array(bytes)) ?? .wrong("not a committee")
    }
  }

  private static func ofMetric(
    _ question: ProbeQuestion, _ query: ProbeQuery, _ body: [UInt8]
  ) -> ProbeSample.Outcome {
    guard let number = metric(body, where: { $0 == query.metric }) else {
      return .wrong("the metrics have no \(query.metric)")
    }
    guard (0...Double(greatestHeight)).contains(number) else {
      return .wrong("\(query.metric) is \(number)")
    }
    switch question {
    case .height: return .passed(.height(UInt64(number)))
    case .peers, .bft: return .passed(.count(Int(min(number, 1_000_000))))
    case .sync: return .passed(.synced(isYes(number, query)))
    case .ready:
      return isYes(number, query)
        ? .passed(.none) : .notReady("\(query.metric) is \(number)")
    case .hash, .committee: return .wrong("a metric can't answer this")
    }
  }

  private static func isYes(_ number: Double, _ query: ProbeQuery) -> Bool {
    query.equals.isEmpty ? number != 0 : number == Double(query.equals)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }

  /// Far above any chain's, and far below where adding to it could overflow.
  private static let greatestHeight: UInt64 = 9_000_000_000_000_000

  private static func wanted(_ query: ProbeQuery) -> String {
    query.equals.isEmpty ? "true" : query.equals
  }

  private static func excerpt(_ body: [UInt8]) -> String {
    HeightReading.Result.excerpt(body, bytes: 60)
  }
}

extension JSONTree {
  /// The value at a place such as `result.0.height`; nil where there is none.
  func value(at place: String) -> JSONTree? {
    place.split(separator: ".").reduce(self) { value, name in
      switch value {
      case .object(let fields): fields[String(name)]
      case .array(let elements):
        Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
      case .string, .integer, .unsigned, .real, .bool, .null, nil: nil
      }
    }
  }

  /// A whole number, which JSON-RPC has as a hexadecimal text.
  var whole: UInt64? {
    switch self {
    case .integer(let number): UInt64(exactly: number)
    case .unsigned(let number): number
    case .real(let number): UInt64(exactly: number)
    case .string(let text):
      text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
    case .object, .array, .bool, .null: nil
    }
  }

  /// Of a list of peers, how many there are.
  var count: UInt64? {
    switch self {
    case .array(let elements): UInt64(elements.count)
    case .object, .string, .integer, .unsigned, .real, .bool, .null: nil
    }
  }

  /// The value as `equals` has it, and as people see it.
  var short: String {
    switch self {
    case .string(let text): String(text.prefix(100)).printable
    case .integer(let number): "\(number)"
    case .unsigned(let number): "\(number)"
    case .real(let number): "\(number)"
    case .bool(let flag): "\(flag)"
    case .null: "null"
    case .object: "an object"
    case .array: "an array"
    }
  }
}
