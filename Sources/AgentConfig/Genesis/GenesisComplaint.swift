import Basics

/// The error in one value.
struct GenesisComplaint: Error, Hashable {
  let text: String
  var hint: String?

  init(_ text: String, hint: String? = nil) {
    self.text = text
    self.hint = hint
  }
}

/// Foreign text as a finding shows it.
enum GenesisQuote {
  /// In quotes, at most 90 characters, what can't be seen as escapes; a secret key isn't shown.
  static func text(_ value: String) -> String {
    if SecretKey.isIn(value) { return "(a secret key)" }
    var shown = "\""
    for (index, scalar) in value.unicodeScalars.enumerated() {
      if index == 90 { return shown + "…\"" }
      switch scalar {
      case "\"", "\\": shown += "\\\(scalar)"
      case " "..."~": shown.unicodeScalars.append(scalar)
      default: shown += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return shown + "\""
  }
}
