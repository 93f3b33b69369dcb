/// The places of a node's ledger and safety record (snarkOS's proposal cache), computed from the
/// arguments it is really started with. `docs/nodes.md` has the sources.
public struct NodeStorage: Hashable, Sendable {
  /// The versions of the family that such a command line is for.
  public enum Layout: String, Hashable, Sendable, CaseIterable {
    /// Up to 4.4: the record is in the ledger's folder, or beside it.
    case joint
    /// From 4.5 on: the record is in a folder of its own.
    case parted
    /// The command line fits both.
    case open
  }

  public let network: Int
  public let layout: Layout
  public let isValidator: Bool
  public let ledger: String
  /// Every place where such a node may have its record. The first is the likeliest.
  public let records: [String]

  /// - Parameters:
  ///   - arguments: with every placeholder filled in.
  ///   - home: the node's `HOME`.
  ///   - folder: the one that it is started in; nil for its home.
  ///   - second: the chain, when the process serves it as its second one (`--delta-storage`).
  public init(_ arguments: [String], home: String, folder: String? = nil, second: ChainName? = nil)
  {
    let here = folder ?? home
    let words = Words(arguments: arguments, folder: here)
    let number = Self.network(of: arguments)
    network = number
    layout = words.layout
    isValidator =
      arguments.contains("--validator")
      || arguments.first == "run" && !arguments.contains("--client")
    let usual = "\(home)/.aleo/storage"
    let development = words.value("dev").flatMap { UInt16($0) }
    let tail = development.map { "\(number)-\($0)" }
    let own =
      words.path("ledger-storage") ?? words.path("storage")
      ?? tail.map { "\(here)/.ledger-\($0)" } ?? "\(usual)/ledger-\(number)"
    let name = tail.map { ".\(Self.record)-\($0)" } ?? "\(Self.record)-\(number)"
    let apart = tail.map { "\(here)/.node-data-\($0)" } ?? "\(usual)/node-data-\(number)"
    // 3.0 has it there, whatever it is told of another ledger.
    let besideUsual = "\(development == nil ? usual : here)/\(name)"
    func places(_ ledger: String, _ told: String?) -> [String] {
      let inIt = ["\(ledger)/\(name)", "\(ledger)/\(Self.record)"]
      switch words.layout {
      // Only one that isn't told where could have it elsewhere.
      case .parted: return ["\(told ?? apart)/\(Self.record)"] + (told == nil ? [inIt[1]] : [])
      case .joint: return inIt + [besideUsual]
      case .open:
        return ["\(Self.parent(of: ledger))/\(name)", "\(apart)/\(Self.record)"] + inIt
      }
    }
    let first = places(own, words.path("node-data-storage"))
    guard let second else {
      ledger = own
      records = first
      return
    }
    ledger = words.path("\(second)-storage") ?? "\(own)-\(second)"
    // One process has one HOME: what the first chain may have there isn't this one's.
    records = places(ledger, words.path("\(second)-node-data-storage"))
      .filter { !first.contains($0) }
  }

  /// Whether a node of `other` finds what one of this has left, whichever of their versions they are.
  public func sharesRecord(with other: NodeStorage) -> Bool { records == other.records }
}

extension NodeStorage {
  static let record = "current-proposal-cache"

  /// By name or number; what isn't understood is taken for mainnet, as by default.
  public static func network(of arguments: [String]) -> Int {
    let said = value(of: ["--network"], in: arguments) ?? ""
    return ["mainnet", "testnet", "canary"].firstIndex(of: said)
      ?? UInt16(said).map(Int.init) ?? 0
  }

  /// The first value that one of the options has, as `--option VALUE` or `--option=VALUE`.
  public static func value(
    of options: [String], in arguments: [String], where isTaken: (String) -> Bool = { !$0.isEmpty }
  ) -> String? {
    for (index, word) in arguments.enumerated() {
      for option in options {
        let value =
          word == option && index + 1 < arguments.count
          ? arguments[index + 1]
          : word.hasPrefix("\(option)=") ? String(word.dropFirst(option.count + 1)) : nil
        if let value, isTaken(value) { return value }
      }
    }
    return nil
  }

  private struct Words {
    let arguments: [String]
    let folder: String

    func value(_ flag: String) -> String? {
      NodeStorage.value(of: ["--\(flag)"], in: arguments)
    }

    /// As the node sees it from the folder it is started in.
    func path(_ flag: String) -> String? {
      guard let said = value(flag) else { return nil }
      let path = said.count > 1 && said.hasSuffix("/") ? String(said.dropLast()) : said
      return path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    var layout: Layout {
      let parted = ["--ledger-storage", "--node-data-storage", "--auto-migrate-node-data"]
      let isParted = arguments.contains { word in
        parted.contains { word == $0 || word.hasPrefix("\($0)=") }
      }
      return isParted ? .parted : value("storage") == nil ? .open : .joint
    }
  }

  private static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }
}
