import Basics

/// The keys of documents: the names of fields in snake_case.
///
/// Up to 0.2 a field's own name was its key. Those keys stay beside the new ones for 0.3, and go in 0.4 with
/// this list.
enum DocumentKeys {
  /// Every key of 0.2 that is no snake_case, in whatever document.
  static let old: Set<String> = [
    "acceptedHalt", "acceptedHeight", "addedAt", "advancedAt", "answeredByPeers",
    "availableBytes", "backupAt", "backupHeight", "backupOf", "clearsInMs",
    "clockErrorMicroseconds", "convertedFor", "convertedFrom", "declaredHeld", "divertedMs",
    "doneBytes", "endedAt", "failedRequests", "failuresInRow", "forReboot", "fragmentName",
    "freeBytes", "freeFiles", "fullInDays", "gapMs", "goesBack", "hasRecord", "heightFrom",
    "importedFrom", "isAllowed", "isApplied", "isClockSynchronised", "isDone", "isFlapping",
    "isLive", "isOver", "isOwn", "isReady", "isRunning", "isSafe", "isStarted", "isValid",
    "isValidator", "isWanted", "lastAt", "lastExit", "latencyMilliseconds", "mayGo",
    "memoryBytes", "mountPoint", "needsRestart", "networkReason", "nodePID", "observedAt",
    "parkedMs", "stalledPercent", "startedAt", "stoppedAt", "swapBytes", "swapFreeBytes",
    "swapInBytesPerSecond", "takesEffect", "totalBytes", "totalStake", "unitState", "upSince",
    "waitingFor", "wayBack",
  ]

  private static let fields = Dictionary(uniqueKeysWithValues: old.map { (snake($0), $0) })

  /// The printed form of a document that has fields' names as its keys.
  static func printed(_ tree: JSONTree) -> JSONTree {
    tree.withKeys { key in
      let new = snake(key)
      return old.contains(key) ? [new, key] : [new]
    }
  }

  /// A printed document, with fields' names beside its keys. Some fields have keys of their own.
  static func read(_ tree: JSONTree) -> JSONTree {
    tree.withKeys { key in key.utf8.contains(UInt8(ascii: "_")) ? [key, field(key)] : [key] }
  }

  /// `node_pid` of `nodePID`: a row of capital letters is one word.
  static func snake(_ name: String) -> String {
    var (key, wasCapital) = ("", true)
    for character in name {
      let isCapital = character.isUppercase
      if isCapital, !wasCapital { key += "_" }
      key += character.lowercased()
      wasCapital = isCapital
    }
    return key
  }

  private static func field(_ key: String) -> String {
    if let name = fields[key] { return name }
    let words = key.split(separator: "_")
    return words.dropFirst().reduce(words.first.map(String.init) ?? key) {
      $0 + $1.prefix(1).uppercased() + $1.dropFirst()
    }
  }
}

extension JSONTree {
  /// Each value of an object under all the keys that its own stands for.
  fileprivate func withKeys(_ names: (String) -> [String]) -> JSONTree {
    switch self {
    case .object(let fields):
      var renamed: [String: JSONTree] = [:]
      for (key, value) in fields {
        let value = value.withKeys(names)
        // What is there itself counts, and not what another stands for.
        for name in names(key) where name == key || fields[name] == nil { renamed[name] = value }
      }
      return .object(renamed)
    case .array(let elements): return .array(elements.map { $0.withKeys(names) })
    case .string, .integer, .unsigned, .real, .bool, .null: return self
    }
  }
}
