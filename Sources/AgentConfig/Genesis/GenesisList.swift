/// Takes a genesis out of lists of validators and peers: options, or lines of a file. What can't be
/// taken is told with its place, and the rest is read on.
///
/// A validator is `ADDRESS` with `stake=`, `host=` and `public_key=`, separated by spaces or commas.
public struct GenesisList: Sendable {
  public private(set) var genesis = Genesis()
  public private(set) var findings: [GenesisFinding] = []
  private let prefix: String
  private let stake: UInt64?

  /// - Parameters:
  ///   - prefix: of the network's addresses.
  ///   - stake: of validators that say none.
  public init(prefix: String, stake: UInt64?) {
    self.prefix = prefix
    self.stake = stake
  }

  /// Lines `validator ADDRESS …` and `peer IP:PORT`; a word that begins with # begins a comment.
  public mutating func read(_ text: String, source: String) {
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let words = Self.words(line)
      guard let first = words.first else { continue }
      func place(_ word: Word) -> GenesisPlace {
        GenesisPlace(source: source, line: index + 1, column: word.column)
      }
      switch (first.text, words.count) {
      case ("validator", 2...): add(validator: Array(words.dropFirst()), place)
      case ("peer", 2): add(peer: words[1].text, at: place(words[1]))
      default:
        fail(
          place(first), "\(GenesisQuote.text(first.text)) starts neither a validator nor a peer",
          hint: "lines are: validator ADDRESS stake=NUMBER host=IP, or: peer IP:PORT")
      }
    }
  }

  /// - Parameter number: of the option, from 1.
  public mutating func add(validator text: String, option: String, number: Int) {
    add(validator: Self.words(text[...])) { word in
      GenesisPlace(source: option, line: number, column: word.column)
    }
    if Self.words(text[...]).isEmpty {
      fail(GenesisPlace(source: option, line: number), "no address")
    }
  }

  public mutating func add(peer text: String, at place: GenesisPlace) {
    do throws(GenesisComplaint) {
      let peer = try GenesisValue.peer(text)
      genesis.bootstrapPeers.append(Genesis.Peer(host: peer.host, port: peer.port, place: place))
    } catch { fail(place, "bootstrap \(error.text)", hint: error.hint) }
  }

  /// Every validator's host becomes a bootstrap peer.
  public mutating func addHosts(port: Int) {
    for validator in genesis.validators {
      guard let host = validator.host else {
        fail(
          validator.place,
          "\(GenesisKeys.label(validator.number, validator.address)) has no host, so it can't be a bootstrap peer",
          hint: "add host=IP, or list the peers one by one", validator: validator.number)
        continue
      }
      genesis.bootstrapPeers.append(
        Genesis.Peer(host: host, port: port, place: validator.place))
    }
  }

  /// After all lists were read.
  public mutating func finish(source: String) {
    if seen == 0 { fail(GenesisPlace(source: source, line: 1), "no validators") }
  }

  // MARK: Words

  private struct Word {
    var text = ""
    let column: Int
  }

  private static func words(_ line: Substring) -> [Word] {
    var words: [Word] = []
    var isInside = false
    for (index, character) in line.enumerated() {
      if character == " " || character == "\t" || character == "," {
        isInside = false
        continue
      }
      if !isInside {
        if character == "#" { return words }
        words.append(Word(column: index + 1))
        isInside = true
      }
      words[words.count - 1].text.append(character)
    }
    return words
  }

  private mutating func add(validator words: [Word], _ place: (Word) -> GenesisPlace) {
    guard let first = words.first else { return }
    seen += 1
    let number = seen
    var label = "validator \(number)"
    let before = findings.count
    var validator = Draft(stake: stake)
    for (index, word) in words.enumerated() {
      do throws(GenesisComplaint) {
        if index == 0 {
          validator.address = try GenesisValue.address(word.text, prefix: prefix)
          label = GenesisKeys.label(number, validator.address)
        } else {
          try validator.take(word.text)
        }
      } catch {
        fail(place(word), "\(label): \(error.text)", hint: error.hint, validator: number)
      }
    }
    guard findings.count == before else { return }
    guard let stake = validator.stake else {
      return fail(
        place(first), "\(label) has no stake", hint: "add stake=NUMBER, or --stake for all",
        validator: number)
    }
    genesis.validators.append(
      Genesis.Validator(
        number: number, address: validator.address, stake: stake, publicKey: validator.publicKey,
        host: validator.host, place: place(first)))
  }

  /// Also those that couldn't be taken.
  private var seen = 0

  private struct Draft {
    var address = ""
    var stake: UInt64?
    var publicKey = ""
    var host: String?
    private var keys: Set<String> = []

    init(stake: UInt64?) { self.stake = stake }

    mutating func take(_ word: String) throws(GenesisComplaint) {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = String(parts[0])
      guard parts.count == 2, ["stake", "host", "public_key"].contains(key) else {
        throw GenesisComplaint(
          "\(GenesisQuote.text(word)) is not stake=, host= or public_key= with a value")
      }
      guard keys.insert(key).inserted else { throw GenesisComplaint("\(key) appears twice") }
      let value = String(parts[1])
      switch key {
      case "stake": stake = try GenesisValue.stake(value)
      case "host": host = try GenesisValue.host(value)
      default: publicKey = try GenesisValue.publicKey(value)
      }
    }
  }

  private mutating func fail(
    _ place: GenesisPlace, _ text: String, hint: String? = nil, validator: Int? = nil
  ) {
    genesis.hasAllValidators = false
    findings.append(GenesisFinding(.error, place, text, hint: hint, validator: validator))
  }
}
