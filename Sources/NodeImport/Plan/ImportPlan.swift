import AgentConfig
public import Basics

/// The plan of taking over a node: a value, decided before any change.
public struct ImportPlan: Hashable, Codable, Sendable {
  public var chain: ChainName
  /// The program that its file is added as.
  public var program: String
  public var version: String
  public var moves: [Move]
  /// Files that appear beside the ledger when the node stops, and belong to it.
  public var leftovers: [Leftovers]
  /// The key stands on the command line, and is written into this file instead.
  public var keyFile: String?
  /// Whether a second process of it would be a danger for the network: `--validator`.
  public var isValidator = false
  /// Where below the chain's home its safety record may be after the move.
  public var records: [String] = []
  /// Whether the old node had one when this was planned; most write it when they stop.
  public var hasRecord: Bool?
  /// The node's height when this was planned.
  public var height: UInt64?
  public var heightFrom: ForeignAnswers.Source?
  /// Options whose values are secrets, once for each value.
  public var secrets: [String] = []
  /// The text of the configuration's fragment with a mark for each secret; see
  /// `fragment(filledFrom:)`.
  public var fragment: String
  /// The settings of the old unit that aren't kept, a sentence each.
  public var lost: [String]
  /// Why it can't be done, a sentence each; empty when it can.
  public var refusals: [Refusal]

  /// A file or folder that gets a place below the home of the chain.
  public struct Move: Hashable, Codable, Sendable {
    /// Without symbolic links.
    public var from: String
    public var to: String
    /// Left where it is as well, since others may use it.
    public var isCopy: Bool
    public var isFolder: Bool
    /// Which file or folder it is, whatever has its name later.
    public var device: UInt64
    public var inode: UInt64

    public init(
      from: String, to: String, isCopy: Bool = false, isFolder: Bool = true, device: UInt64 = 0,
      inode: UInt64 = 0
    ) {
      self.from = from
      self.to = to
      self.isCopy = isCopy
      self.isFolder = isFolder
      self.device = device
      self.inode = inode
    }
  }

  public struct Leftovers: Hashable, Codable, Sendable {
    public var folder: String
    public var to: String
    /// Part of their names.
    public var marker: String
  }

  public struct Refusal: Hashable, Codable, Sendable {
    public var text: String
    public var hint: String?

    public init(_ text: String, hint: String? = nil) {
      self.text = text
      self.hint = hint
    }
  }

  /// The fragment with its secrets, from the arguments of the living process (without the program's
  /// name).
  public func fragment(filledFrom arguments: [String]) throws(Failure) -> String {
    try Secrets.filled(fragment, from: arguments)
  }

  /// The file name of the fragment. It is read after those that operators usually make.
  public static func fragmentName(_ chain: ChainName) -> String { "90-import-\(chain).toml" }
}

extension ImportPlan {
  /// Records of 0.2.0 have less.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      chain: try values.decode(ChainName.self, forKey: .chain),
      program: try values.decode(String.self, forKey: .program),
      version: try values.decode(String.self, forKey: .version),
      moves: try values.decode([Move].self, forKey: .moves),
      leftovers: try values.decode([Leftovers].self, forKey: .leftovers),
      keyFile: try values.decodeIfPresent(String.self, forKey: .keyFile),
      isValidator: try values.decodeIfPresent(Bool.self, forKey: .isValidator) ?? false,
      records: try values.decodeIfPresent([String].self, forKey: .records) ?? [],
      hasRecord: try values.decodeIfPresent(Bool.self, forKey: .hasRecord),
      height: try values.decodeIfPresent(UInt64.self, forKey: .height),
      heightFrom: try values.decodeIfPresent(ForeignAnswers.Source.self, forKey: .heightFrom),
      secrets: try values.decodeIfPresent([String].self, forKey: .secrets) ?? [],
      fragment: try values.decode(String.self, forKey: .fragment),
      lost: try values.decode([String].self, forKey: .lost),
      refusals: try values.decode([Refusal].self, forKey: .refusals))
  }
}

extension ImportPlan.Move {
  /// Records of 0.2.0 don't say which file it was.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      from: try values.decode(String.self, forKey: .from),
      to: try values.decode(String.self, forKey: .to),
      isCopy: try values.decode(Bool.self, forKey: .isCopy),
      isFolder: try values.decodeIfPresent(Bool.self, forKey: .isFolder) ?? true,
      device: try values.decodeIfPresent(UInt64.self, forKey: .device) ?? 0,
      inode: try values.decodeIfPresent(UInt64.self, forKey: .inode) ?? 0)
  }
}
