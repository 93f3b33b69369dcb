public import AgentCore

/// What taking over a node would do: a value, decided before anything is touched.
public struct ImportPlan: Hashable, Codable, Sendable {
  public var chain: ChainName
  /// What its file is added as.
  public var program: String
  public var version: String
  public var moves: [Move]
  /// Files that appear beside the ledger when the node stops, and belong to it.
  public var leftovers: [Leftovers]
  /// The key stands on the command line, and is written into this file instead.
  public var keyFile: String?
  /// The text of the configuration's fragment.
  public var fragment: String
  /// What of the old way to run it isn't kept, a sentence each.
  public var lost: [String]
  /// Why it can't be done, a sentence each; empty when it can.
  public var refusals: [Refusal]

  /// A file or folder that gets a place below the home of the chain.
  public struct Move: Hashable, Codable, Sendable {
    public var from: String
    public var to: String
    /// Left where it is as well, since others may use it.
    public var isCopy: Bool

    public init(from: String, to: String, isCopy: Bool = false) {
      self.from = from
      self.to = to
      self.isCopy = isCopy
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

  /// The file name of the fragment. It is read after those that operators usually make.
  public static func fragmentName(_ chain: ChainName) -> String { "90-import-\(chain).toml" }
}
