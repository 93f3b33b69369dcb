/// How a genesis is written.
public enum GenesisFormat: String, Sendable, CaseIterable {
  case toml, json, yaml

  /// By the end of a file's name; nil when that says nothing.
  public init?(name: String) {
    switch name.split(separator: ".").last.map({ $0.lowercased() }) {
    case "toml": self = .toml
    case "json": self = .json
    case "yaml", "yml", "cspec": self = .yaml
    default: return nil
    }
  }

  /// By the end of a file's name, else by how the text begins.
  public init(name: String, text: String) {
    if let format = Self(name: name) {
      self = format
    } else {
      let first = text.drop(while: \.isWhitespace).first
      self = first == "{" ? .json : text.contains("[[") ? .toml : .yaml
    }
  }

  public func parse(_ text: String) throws(TextNode.SyntaxError) -> TextNode {
    switch self {
    case .toml: try TextNode.parse(toml: text)
    case .json: try TextNode.parse(json: text)
    case .yaml: try TextNode.parse(yaml: text)
    }
  }
}
