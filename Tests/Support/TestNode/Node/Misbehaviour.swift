/// What a node does wrong on request: `stalled-height`, or several with commas between.
struct Misbehaviour {
  enum Port: String {
    case rest, p2p, bft
  }

  var crashesAtStart = false
  var quitsAtStart = false
  var isNeverReady = false
  /// Which port it binds elsewhere, though its own is free.
  var wrongPort: Port?
  var hangsOnStop = false
  var stallsHeight = false
  var mustBeUpgraded = false
  /// No other process of its user may look into it.
  var isUndumpable = false
  /// Seconds after it is up.
  var crashesAfter: Double?

  static let names =
    "crash-at-start | quit-at-start | never-ready | wrong-port[=p2p|bft|rest] | hang-on-stop"
    + " | stalled-height | must-upgrade | undumpable | crash-after=SECONDS | none"

  init() {}

  init?(_ text: String) {
    for item in text.split(separator: ",") {
      let parts = item.split(separator: "=", maxSplits: 1)
      let value = parts.count == 2 ? String(parts[1]) : nil
      switch (parts[0], value) {
      case ("none", nil): self = Misbehaviour()
      case ("crash-at-start", nil): crashesAtStart = true
      case ("quit-at-start", nil): quitsAtStart = true
      case ("never-ready", nil): isNeverReady = true
      case ("hang-on-stop", nil): hangsOnStop = true
      case ("stalled-height", nil): stallsHeight = true
      case ("must-upgrade", nil): mustBeUpgraded = true
      case ("undumpable", nil): isUndumpable = true
      case ("wrong-port", let name):
        guard let port = Port(rawValue: name ?? "p2p") else { return nil }
        wrongPort = port
      case ("crash-after", let seconds?):
        guard let seconds = Double(seconds), seconds >= 0 else { return nil }
        crashesAfter = seconds
      default: return nil
      }
    }
  }
}
