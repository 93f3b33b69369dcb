/// The keys of the form.
enum GenesisKeys {
  static let validator = ["address", "stake", "public_key", "host"]
  static let root = ["genesis_config", "validators", "bootstrap_peers", "network_ports"]
  /// The owner's document describes there also what is wanted; that isn't read.
  static let inner = [
    "validators", "bootstrap_peers", "network_ports", "validators_needed", "validator_spec",
  ]

  /// The known key that was probably meant by one that isn't known: at most two letters are other,
  /// more or fewer, or in another case.
  static func meant(_ key: String, _ known: [String]) -> String? {
    let key = key.lowercased().replacing("-", with: "_")
    return known.min { distance(key, $0) < distance(key, $1) }.flatMap {
      distance(key, $0) <= 2 ? $0 : nil
    }
  }

  /// Levenshtein's.
  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    // A key may be a megabyte long.
    guard abs(a.count - b.count) <= 2 else { return .max }
    var row = Array(0...b.count)
    for i in 0..<a.count {
      var corner = row[0]
      row[0] = i + 1
      for j in 0..<b.count {
        let next = min(corner + (a[i] == b[j] ? 0 : 1), row[j] + 1, row[j + 1] + 1)
        corner = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[b.count]
  }

  /// `validator 2 (aleo1…)`, by its address where that looks like one.
  static func label(_ number: Int, _ validator: TextNode) -> String {
    guard case .string(let text)? = validator.member("address")?.value,
      (try? GenesisValue.address(text, prefix: nil)) != nil
    else { return "validator \(number)" }
    return label(number, text)
  }

  static func label(_ number: Int, _ address: String) -> String {
    "validator \(number) (\(address))"
  }
}
