/// What a version of the family says over REST when something goes wrong (docs/nodes.md).
enum API: String {
  case v3
  /// Without the routes that came with v4.
  case v3Only = "v3-only"
  /// Until September 2026.
  case v4
  case v46 = "v4.6"

  var isV4: Bool {
    switch self {
    case .v3, .v3Only: false
    case .v4, .v46: true
    }
  }

  /// One request too many.
  func limit(at path: String) -> HTTPAnswer {
    let text = "Too Many Requests! Wait for 0s"
    guard isV4 else { return .text(text) }
    var answer = failure(text, status: 429, at: path)
    if self == .v46, answer.status == 429 { answer.headers.append(("retry-after", "0")) }
    return answer
  }

  /// Only `/v2` has the status; elsewhere each failure is 500, and up to 4.5 in one sentence for all.
  func failure(_ text: String, status: Int, at path: String) -> HTTPAnswer {
    switch self {
    case .v3, .v3Only: .text(text, status: 500)
    case .v4 where path.hasPrefix("/v2/"), .v46 where path.hasPrefix("/v2/"):
      .text(text, status: status)
    case .v4: .text("Failed to convert error", status: 500)
    case .v46: .text("\(text) (HTTP \(status))", status: 500)
    }
  }
}

/// A version of the family that the stand-in is asked to be: `--as snarkos-4.4`.
enum Profile: String {
  case snarkOS30 = "snarkos-3.0"
  case snarkOS44 = "snarkos-4.4"
  case snarkOS46 = "snarkos-4.6"

  static let help =
    "a version: snarkos-3.0, snarkos-4.4 or snarkos-4.6, instead of --api and layout"

  var api: API {
    switch self {
    case .snarkOS30: .v3Only
    case .snarkOS44: .v4
    case .snarkOS46: .v46
    }
  }

  var layout: StorageLayout { self == .snarkOS46 ? .parted : .joint }

  /// As the command line says, before its flags are known, which depend on it.
  static func named(in words: some Collection<String>) -> Profile? {
    var isNext = false
    var found: Profile?
    for word in words {
      if isNext { found = Profile(rawValue: word) }
      isNext = word == "--as"
      if word.hasPrefix("--as=") { found = Profile(rawValue: String(word.dropFirst(5))) }
    }
    return found
  }
}
