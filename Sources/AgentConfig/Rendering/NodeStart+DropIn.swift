extension NodeStart {
  /// From a drop-in as `DropIns` writes it: how a node was started by versions that kept nothing
  /// beside the generation. Nil when it has no such command line.
  public init?(dropIn text: String) {
    let lines = text.replacing("\\\n", with: " ").split(separator: "\n")
    func value(_ key: String) -> String? {
      lines.last { $0.hasPrefix("\(key)=") && $0.count > key.count + 1 }
        .map { String($0.dropFirst(key.count + 1)) }
    }
    guard let command = value("ExecStart"), let words = SystemdText.words(command),
      let run = words.firstIndex(of: "run"), let user = value("User")
    else { return nil }
    self.init(words: Array(words[(run + 1)...]))
    self.user = user
    if let files = value("LimitNOFILE").flatMap({ Int($0) }) { openFiles = files }
    if let tasks = value("TasksMax").flatMap({ Int($0) }) { self.tasks = tasks }
    memoryHigh = (value("MemoryHigh") ?? "").replacing("%%", with: "%")
  }
}

extension SystemdText {
  /// The words of a command line that `argument` has quoted; nil when a quote isn't closed.
  static func words(_ line: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    var rest = line.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"":
        isQuoted.toggle()
        word = word ?? ""
      case " " where !isQuoted:
        if let word { words.append(word) }
        word = nil
      case "%" where rest.first == "%", "$" where rest.first == "$":
        word = (word ?? "") + String(scalar)
        rest.removeFirst()
      case "\\" where isQuoted:
        guard let next = rest.popFirst() else { return nil }
        guard next == "x" else {
          word = (word ?? "") + String(next)
          continue
        }
        guard rest.count >= 2,
          let value = UInt32(String(String.UnicodeScalarView(rest.prefix(2))), radix: 16),
          let control = Unicode.Scalar(value)
        else { return nil }
        word = (word ?? "") + String(control)
        rest.removeFirst(2)
      default: word = (word ?? "") + String(scalar)
      }
    }
    if let word { words.append(word) }
    return isQuoted ? nil : words
  }
}
