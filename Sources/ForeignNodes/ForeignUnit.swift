/// A unit that isn't ours and runs a node.
public struct ForeignUnit: Hashable, Codable, Sendable {
  /// Such as `alphaos-node.service`.
  public var name: String
  /// Its file, as systemd read it.
  public var fragment: String
  public var isEnabled: Bool
  /// All that its files say in `[Unit]` and `[Service]`, in their order; later ones count.
  public var settings: [Setting]
  /// Other processes in its control group.
  public var companions: [Int32]

  /// One line of a unit file.
  public struct Setting: Hashable, Codable, Sendable {
    public var section: String
    public var key: String
    public var value: String

    public init(_ section: String, _ key: String, _ value: String) {
      self.section = section
      self.key = key
      self.value = value
    }
  }

  public init(
    name: String, fragment: String, isEnabled: Bool, settings: [Setting] = [],
    companions: [Int32] = []
  ) {
    self.name = name
    self.fragment = fragment
    self.isEnabled = isEnabled
    self.settings = settings
    self.companions = companions
  }

  /// The lines of a unit file: comments left out, continued lines joined (systemd.syntax(7)).
  public static func settings(of text: String) -> [Setting] {
    var settings: [Setting] = []
    var section = ""
    var pending = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let trimmed = line.trimmed
      if trimmed.hasPrefix("#") || trimmed.hasPrefix(";") { continue }
      if trimmed.hasSuffix("\\") {
        pending += trimmed.dropLast() + " "
        continue
      }
      let whole = (pending + trimmed)[...]
      pending = ""
      if whole.hasPrefix("["), whole.hasSuffix("]") {
        section = String(whole.dropFirst().dropLast())
      } else if let equals = whole.firstIndex(of: "=") {
        settings.append(
          Setting(
            section, String(whole[..<equals].trimmed),
            String(whole[whole.index(after: equals)...].trimmed)))
      }
    }
    return settings
  }
}

extension Substring {
  var trimmed: Substring {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    var rest = drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
    return rest
  }
}
