public import TextTree

/// How a genesis is written.
public enum GenesisFormat: String, Sendable, CaseIterable {
  case toml, json, yaml

  /// By the end of a file's name, else by how the text begins.
  public init(name: String, text: String) {
    let end = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    switch end {
    case "toml": self = .toml
    case "json": self = .json
    case "yaml", "yml", "cspec": self = .yaml
    default:
      let first = text.drop(while: \.isWhitespace).first
      self = first == "{" ? .json : text.contains("[[") ? .toml : .yaml
    }
  }

  public func parse(_ text: String) throws(TextNode.SyntaxError) -> TextNode {
    switch self {
    case .toml: try TextNode.parse(toml: text)
    case .json, .yaml: try TextNode.parse(yaml: text)
    }
  }
}
