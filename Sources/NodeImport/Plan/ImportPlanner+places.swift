import AgentConfig
import Basics

/// The moves to the chain's home, and the places where the new node looks.
extension ImportPlanner {
  var moves: [ImportPlan.Move] { taken.map(\.move) }

  /// Of most programs with the network's number behind it.
  private static let record = "current-proposal-cache"

  /// Where the new one may have its record, all below its home.
  func records(_ new: NodeStorage) -> [String] {
    let beside = leftovers.map { "\($0.to)/\($0.marker)" }
    return (new.records + beside.filter { !new.records.contains($0) }).filter {
      $0.hasPrefix(home + "/")
    }
  }

  /// Where the old node looks. Relative paths are its folder's.
  var oldStorage: NodeStorage {
    let line = CommandLine(node.arguments)
    let words = line.words.map { word in
      var word = word
      if Self.storageFlags.contains(word.flag) { word.value = word.value.map(node.absolute) }
      return word
    }
    let isDevelopment = line.words.contains { $0.flag == "--dev" }
    return NodeStorage(
      words.flatMap(\.words), home: isDevelopment ? node.folder : node.home)
  }

  /// Where the new one will look, as far as the options for it have been taken.
  var newStorage: NodeStorage {
    let words = CommandLine(node.arguments).words.map { word in
      var word = word
      if Self.storageFlags.contains(word.flag) {
        word.value = word.value.map { moved(node.absolute($0)) ?? node.absolute($0) }
      }
      return word
    }
    return NodeStorage(words.flatMap(\.words), home: home)
  }

  static let storageFlags = ["--storage", "--ledger-storage", "--node-data-storage"]

  mutating func takeLedgers(_ old: NodeStorage, _ new: NodeStorage) {
    if node.ledgers.isEmpty {
      refuse(
        "it has no ledger open: its data can't be located",
        hint: "wait until it has loaded")
    }
    let ledgers = node.ledgers.sorted { $0.path < $1.path }
    for ledger in ledgers where isUsual(ledger, old) { take(old.ledger, to: new.ledger) }
    for ledger in ledgers where !isUsual(ledger, old) { take(ledger.seenAs) }
  }

  /// Whether it is the one that the command line names.
  private func isUsual(_ ledger: ProvenPath, _ old: NodeStorage) -> Bool {
    guard let fact = look(old.ledger) else { return false }
    return ledger.path == fact.path || fact.path.map { ledger.path.hasPrefix($0 + "/") } == true
      || fact.inode != 0 && ledger.inode == fact.inode && ledger.device == fact.device
  }

  /// The new node looks where the ledger is moved to: it would begin from genesis else.
  mutating func checkLedger(_ old: NodeStorage, _ new: NodeStorage) {
    guard let first = node.ledgers.first else { return }
    guard let ledger = node.ledgers.first(where: { isUsual($0, old) }) else {
      return refuse(
        "the node's ledger is in \(first.path), which its command line doesn't name: the new node "
          + "would look in \(new.ledger)",
        hint: "start the old node with --storage \(first.seenAs)")
    }
    guard let to = moved(old.ledger), to != new.ledger else { return }
    refuse(
      "the ledger would be in \(to), but the new node would look in \(new.ledger)",
      hint: "start the old node with --storage \(ledger.seenAs)")
  }

  /// The safety record: in the ledger, beside it, or in a folder of its own (`NodeStorage`).
  mutating func takeRecords(_ old: NodeStorage, _ new: NodeStorage) {
    // Where this host doesn't see the likeliest place, a record is lost with each stop.
    var isSeen = true
    for (from, to) in zip(old.records, new.records) where !from.hasPrefix(old.ledger + "/") {
      let (folder, name) = (Self.parent(of: from), Self.name(of: from))
      guard moved(folder) == nil else { continue }
      guard let fact = look(folder) else {
        // A version that has it there makes the folder at its stop at the latest.
        if let folder = coming(folder) {
          leftovers.append(
            .init(folder: folder, to: Self.parent(of: to), marker: Self.record))
        } else if from == old.records.first {
          isSeen = false
        }
        continue
      }
      // Its name has no number in a folder that is its own.
      guard name == Self.record, !isWhole(folder, fact), fact.path != nil
      else {
        // Beside the ledger, where it appears when the node stops.
        let beside = ImportPlan.Leftovers(
          folder: fact.path ?? folder, to: Self.parent(of: to), marker: Self.record)
        if !leftovers.contains(beside) { leftovers.append(beside) }
        continue
      }
      take(folder, to: Self.parent(of: to))
    }
    guard old.isValidator, !node.ledgers.isEmpty else { return }
    let isFound =
      isSeen && old.records.count == new.records.count
      && new.records.first?.hasPrefix(home + "/") == true
      && zip(old.records, new.records).allSatisfy { (moved($0) ?? $1) == $1 }
      && leftovers.allSatisfy { here($0.folder) != nil || coming($0.folder) == $0.folder }
    guard !isFound else { return }
    refuse(
      "it is a validator, and the new node wouldn't find its safety record "
        + "(\(old.records.first ?? "its place is unknown"))",
      hint: "give the old node a folder of its own for it, and restart it with --node-data-storage")
  }

  /// Where this host will have what isn't there yet; nil where it doesn't see that.
  private func coming(_ path: String) -> String? {
    guard path != "/" else { return nil }
    let (parent, name) = (Self.parent(of: path), Self.name(of: path))
    let above = look(parent).map(\.path) ?? coming(parent)
    return look(path) == nil ? above.map { ($0 == "/" ? "" : $0) + "/" + name } : nil
  }

  /// Whether the old node has a safety record by now: most write it at their stop only.
  func hasRecord(_ old: NodeStorage) -> Bool {
    old.records.contains { look($0)?.kind == .file }
  }

  /// Other files next to a ledger may be the node's or not: the operator has to know.
  mutating func tellWhatStays() {
    for ledger in moves where ledger.isFolder && !ledger.isCopy {
      let folder = Self.parent(of: ledger.from)
      guard
        ![node.home, node.folder, look(node.home)?.path, look(node.folder)?.path, "/"]
          .contains(folder), node.ledgers.contains(where: { $0.path == ledger.from })
      else { continue }
      let names = list(folder).filter { name in
        moved("\(folder)/\(name)") == nil
          && !leftovers.contains { $0.folder == folder && name.contains($0.marker) }
      }
      guard !names.isEmpty else { continue }
      let more = names.count > 10 ? " and \(names.count - 10) more" : ""
      lost.append(
        "\(names.prefix(10).joined(separator: ", "))\(more) next to the ledger in \(folder): "
          + "they stay there")
    }
  }

  /// A move of a path to a place below the home: `to`, or the one that its path suggests.
  mutating func take(_ path: String, to: String? = nil, isCopy: Bool = false) {
    guard moved(path) == nil else { return }
    let fact = look(path)
    guard !isWhole(path, fact) else {
      return refuse(
        "the node's data is directly in \(path), together with other files",
        hint: "give its data a folder of its own")
    }
    guard let fact, let from = fact.path else {
      return refuse(
        "\(path) isn't visible to this host: the node has a private file system",
        hint: "run it without PrivateTmp= and the like, or move its data first")
    }
    let to = to ?? "\(home)/\(relative(path))"
    taken.removeAll { !$0.move.isCopy && $0.move.from.hasPrefix(from + "/") }
    taken.append(
      Taken(
        seenAs: path,
        move: .init(
          from: from, to: to, isCopy: isCopy, isFolder: fact.kind == .folder, device: fact.device,
          inode: fact.inode)))
  }

  /// Whether it is, or holds, where the node lives.
  private func isWhole(_ path: String, _ fact: PathFact?) -> Bool {
    let paths = [path] + (fact?.path.map { [$0] } ?? [])
    return ["/", node.home, node.folder].contains { whole in
      let wholes = [whole] + (look(whole)?.path.map { [$0] } ?? [])
      return wholes.contains { whole in
        paths.contains { $0 == "/" || whole == $0 || whole.hasPrefix($0 + "/") }
      }
    }
  }

  /// Where it goes with what is taken already.
  func moved(_ path: String) -> String? {
    for (from, to) in taken.flatMap({ [($0.seenAs, $0.move.to), ($0.move.from, $0.move.to)] }) {
      if path == from { return to }
      if path.hasPrefix(from + "/") { return to + path.dropFirst(from.utf8.count) }
    }
    return nil
  }

  /// A node that finds its data below its home or its folder finds it below the new one.
  private func relative(_ path: String) -> String {
    let bases = [node.home, node.folder].filter { $0 != "/" && path.hasPrefix($0 + "/") }
    guard let base = bases.max(by: { $0.utf8.count < $1.utf8.count }) else {
      return Self.name(of: path)
    }
    return String(path.dropFirst(base.utf8.count + 1))
  }

  mutating func checkMoves() {
    let device = here(home)?.device
    for move in moves {
      if here(move.to) != nil {
        refuse(
          "\(move.to) exists already", hint: "move it away, or is \(chain.name) in use?")
      }
      if (move.from + move.to).printable != move.from + move.to {
        refuse(
          "the name of \(move.from) has control characters in it",
          hint: "give it a name of letters and digits")
      }
      if Self.isGoneAtTheStop(move.from) {
        refuse(
          "\(move.from) is a folder that systemd removes when the node stops",
          hint: "run the node without PrivateTmp= or RuntimeDirectory=, with its data elsewhere")
      }
      guard let fact = here(move.from) else { continue }
      if move.isFolder, let why = notItsAlone(move.from, fact) {
        refuse(
          "\(move.from) can't be moved: \(why)",
          hint:
            "give the node's data a folder of its own, without other files, and restart it "
            + "with that")
      }
      if fact.owner != node.account.user {
        refuse(
          "\(move.from) belongs to another account than \(node.account.name)",
          hint: "chown -R \(node.account.name) \(move.from)")
      }
      if let device, fact.device != device, !move.isCopy {
        refuse(
          "\(move.from) is on another file system than \(home): copying it would keep the node "
            + "down for too long",
          hint:
            "make \(home) a link to a folder of \(chain.user) on that file system")
      }
    }
    for leftovers in leftovers {
      for name in list(leftovers.to) where name.contains(leftovers.marker) {
        refuse(
          "\(leftovers.to)/\(name) exists already: the node would take it for its safety record",
          hint: "move it away, or is \(chain.name) in use?")
      }
    }
    let targets = moves.map(\.to)
    for (index, target) in targets.enumerated() where targets[..<index].contains(target) {
      refusals.append(.init("two files would be moved to \(target)"))
    }
  }

  /// Why a folder isn't the node's alone, as far as that can be seen; nil where nothing says so. Whose it is
  /// tells nothing of a node that runs as root.
  private func notItsAlone(_ path: String, _ fact: PathFact) -> String? {
    if SystemFolders.holds(path) { return "it is a folder of the system" }
    if fact.holdsMount { return "it is a mount point, or has one in it" }
    for (place, what) in [(node.executable, "the node's program"), (home, "\(chain.name)'s home")]
    where place.hasPrefix(path + "/") {
      return "\(what) is in it"
    }
    let other = list(path).first { name in
      guard let owner = here("\(path)/\(name)")?.owner else { return false }
      return owner != node.account.user && owner != 0
    }
    if let other { return "\(other) in it belongs to another account than \(node.account.name)" }
    let isLedger = node.ledgers.contains { $0.path == path }
    guard node.account.user == 0, !isLedger, !recordFolders.contains(path) else { return nil }
    return "the node runs as root, so it is unclear whether all files in it are the node's"
  }

  /// Folders that are for the safety record alone.
  private var recordFolders: [String] {
    let old = oldStorage
    return old.records.filter { Self.name(of: $0) == Self.record }.map(Self.parent)
      .filter { $0 != old.ledger }.compactMap { look($0)?.path }
  }

  private static func isGoneAtTheStop(_ path: String) -> Bool {
    path.hasPrefix("/run/")
      || (path.hasPrefix("/tmp/") || path.hasPrefix("/var/tmp/"))
        && path.contains("/systemd-private-")
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
