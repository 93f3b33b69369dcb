/// A node's arguments, an option with its value together.
public struct CommandLine {
  public struct Word: Hashable {
    /// With its dashes; empty for what is no option.
    public var flag: String
    public var value: String?
    /// `--flag=value`.
    var isJoined: Bool

    public init(flag: String, value: String? = nil, isJoined: Bool = false) {
      self.flag = flag
      self.value = value
      self.isJoined = isJoined
    }

    public var words: [String] {
      guard let value else { return [flag] }
      if flag.isEmpty { return [value] }
      return isJoined ? ["\(flag)=\(value)"] : [flag, value]
    }
  }

  public let words: [Word]

  /// The words of a command. A word without a dash that follows an option counts as its value: if it
  /// isn't, nothing is lost, since both keep their order.
  public init(_ arguments: [String]) {
    var words: [Word] = []
    var rest = arguments[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-") else {
        words.append(Word(flag: "", value: word))
        continue
      }
      if let equals = word.firstIndex(of: "=") {
        words.append(
          Word(
            flag: String(word[..<equals]), value: String(word[word.index(after: equals)...]),
            isJoined: true))
      } else if let next = rest.first, !next.hasPrefix("-") {
        words.append(Word(flag: word, value: next))
        rest.removeFirst()
      } else {
        words.append(Word(flag: word))
      }
    }
    self.words = words
  }

  public func value(of flag: String) -> String? { words.first { $0.flag == flag }?.value }

  /// `0`, `mainnet`, … as one name; mainnet when nothing is said (snarkOS, `--network`).
  public var network: String {
    let names = ["mainnet", "testnet", "canary"]
    guard let value = value(of: "--network") else { return names[0] }
    return Int(value).flatMap { names.indices.contains($0) ? names[$0] : nil } ?? value
  }

  /// Braces are placeholders in agent.toml.
  public static func escaped(_ text: String) -> String {
    text.replacing("{", with: "{{").replacing("}", with: "}}")
  }
}
