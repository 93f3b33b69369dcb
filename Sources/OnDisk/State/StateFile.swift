public import Basics
import FoundationEssentials
import LinuxSystem

/// One durable JSON document that names its schema in the key `schema`.
///
/// What can't be understood in full is refused, never guessed: a schema to which no `SchemaUpgrade` leads,
/// a damaged file, and any key that the next save would lose.
public struct StateFile<Document: Codable & Sendable>: Sendable {
  public let path: String
  private let schema: String
  private let mode: UInt32
  private let upgrades: [SchemaUpgrade]

  /// Far above anything we keep, far below what would hurt.
  private static var limit: Int { 4 * 1024 * 1024 }

  /// - Parameter mode: of the file, such as 0o644 for all to read.
  public init(_ path: String, schema: String, mode: UInt32 = 0o640) {
    self.init(path, schema: schema, mode: mode, upgrades: SchemaUpgrade.all)
  }

  init(_ path: String, schema: String, mode: UInt32 = 0o640, upgrades: [SchemaUpgrade]) {
    self.path = path
    self.schema = schema
    self.mode = mode
    self.upgrades = upgrades
  }

  /// Nil when there is no file. A document of neither this schema nor one before it is
  /// `state_schema_unknown`, anything else that isn't understood `state_invalid`. The file isn't
  /// touched: the next save writes the newest schema.
  public func load() throws(Failure) -> Document? {
    guard let bytes = try read() else { return nil }
    guard let header = try? JSONDecoder().decode(Header.self, from: bytes) else {
      // Why it isn't JSON, or has no schema, is told by the document's own error below.
      throw invalid(problem(with: bytes))
    }
    guard let steps = SchemaUpgrade.path(from: header.schema, to: schema, upgrades) else {
      throw Failure.schemaUnknown(
        .stateSchemaUnknown, path, header.schema, known: schema, writtenBy: header.writtenBy)
    }
    do {
      var tree = try JSONDecoder().decode(JSONTree.self, from: bytes)
      if let place = tree.firstUnlikelyNumber() { throw invalid("\(place) is out of range") }
      for step in steps { step.apply(to: &tree) }
      let newest = steps.isEmpty ? bytes : try Self.encoder.encode(tree)
      let document = try JSONDecoder().decode(Document.self, from: newest)
      if let lost = try lostKey(of: document, from: tree) {
        // Not damaged, but of a version that keeps more: moving it away would lose the state of every chain.
        let writer = header.writtenBy.flatMap { $0 == AgentVersion.text ? nil : $0 }
        throw invalid(
          "unknown key \(lost)", hint: writer.map { Failure.installing(writer: $0) })
      }
      return document
    } catch let failure as Failure {
      throw failure
    } catch {
      throw invalid(String(decodingProblem: error))
    }
  }

  /// When it returns, the document survives a power cut; when it throws, the old one is untouched.
  public func save(_ document: Document) throws(Failure) {
    let bytes: [UInt8]
    do { bytes = Array(try Self.encoder.encode(document)) + [UInt8(ascii: "\n")] } catch {
      throw Failure(.stateUnsaved, "cannot save \(path): \(error)")
    }
    guard bytes.count <= Self.limit else {
      throw Failure(.stateUnsaved, "cannot save \(path): larger than \(Self.limit) bytes")
    }
    do throws(Failure) {
      try File.writeAtomically(bytes, to: path, mode: mode)
      if SaveReserve(path).areUsedInPart { SaveReserve(path).fill() }
    } catch {
      // What is under way has to come to its end, also on a disk that is full.
      if error.kind == .noSpace, SaveReserve(path).write(bytes) { return }
      let hint =
        error.kind == .noSpace
        ? "make room on the file system of \(Folder.parent(of: path)): df -h, df -i" : error.hint
      throw Failure(error.kind, error.text, hint: hint, exit: error.exit)
    }
  }

  /// For the one who saves, once, before anything is done because of what was loaded: makes that
  /// durable, in case the one before was killed in the middle of a save, and removes its leftovers. A
  /// file of an older schema is kept beside it under its number, as `state.json.1`.
  public func sweep() throws(Failure) {
    let folder = Folder.parent(of: path)
    try Folder.sync(folder)
    keepOlder()
    let prefix = ".\(Folder.name(of: path))."
    for name in try Folder.names(in: folder) where name.hasPrefix(prefix) {
      try File.remove("\(folder)/\(name)")
    }
    SaveReserve(path).fill()
  }

  private func keepOlder() {
    guard let bytes = try? read(), let header = try? JSONDecoder().decode(Header.self, from: bytes),
      header.schema != schema, SchemaUpgrade.path(from: header.schema, to: schema, upgrades) != nil
    else { return }
    // A full disk mustn't keep the agent from its work.
    try? keep(bytes, of: header.schema)
  }

  /// Keeps the file as it is beside itself, as `state.json.2` one of `adnet.state/2`. It explains what
  /// became of a host; nothing is read from it.
  package func keep() throws(Failure) {
    if let bytes = try read() { try keep(bytes, of: schema) }
  }

  private func keep(_ bytes: Data, of schema: String) throws(Failure) {
    guard let number = SchemaUpgrade.parts(schema)?.number else { return }
    try File.writeAtomically(Array(bytes), to: "\(path).\(number)", mode: mode)
  }

  private func read() throws(Failure) -> Data? {
    do throws(Failure) {
      return try File.readIfPresent(path, limit: Self.limit).map { Data($0) }
    } catch {
      throw invalid(error.reason)
    }
  }

  private func problem(with bytes: Data) -> String {
    do {
      _ = try JSONDecoder().decode(Header.self, from: bytes)
      return "it has no schema"
    } catch { return String(decodingProblem: error) }
  }

  /// The first key in the file that the document doesn't carry.
  private func lostKey(of document: Document, from file: JSONTree) throws -> String? {
    let kept = try JSONDecoder().decode(JSONTree.self, from: Self.encoder.encode(document))
    return file.firstKey(missingIn: kept)
  }

  private func invalid(_ reason: String, hint: String? = nil) -> Failure {
    Failure(
      .stateInvalid, "cannot use \(path): \(reason)",
      hint: hint
        ?? "nodes keep running; restore the file, or move it away: every chain is then disabled "
        + "until adnet-agent chain enable CHAIN")
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return encoder
  }

  private struct Header: Decodable {
    let schema: String
    /// A version of adnet-agent; nil where the schema doesn't say it.
    let writtenBy: String?
  }
}
