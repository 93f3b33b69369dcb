public import AgentConfig
public import Basics
import FoundationEssentials
import LinuxSystem

/// The files as `config apply` took them, as one: what new generations are made from, and what the
/// agent goes by. An edit that nobody has applied changes nothing.
extension ConfigurationFiles {
  private struct Document: Codable {
    static let schema = "adnet.configuration/1"
    var schema = Self.schema
    let files: [Part]

    struct Part: Codable {
      let name: String
      let text: String
    }
  }

  private static let appliedLimit = 16 * 1024 * 1024

  /// Nil where nothing was applied yet.
  public static func applied(_ paths: Paths) throws(Failure) -> [ConfigurationParser.File]? {
    let path = paths.appliedConfiguration
    func refusal(_ why: String) -> Failure {
      Failure(
        .appliedConfigurationInvalid, "cannot use \(path): \(why)",
        hint: "remove it and run adnet-agent config apply")
    }
    let read: [UInt8]?
    do throws(Failure) { read = try File.readIfPresent(path, limit: appliedLimit) } catch {
      throw refusal(error.reason)
    }
    guard let bytes = read else { return nil }
    let document: Document
    do { document = try JSONDecoder().decode(Document.self, from: Data(bytes)) } catch {
      throw refusal(String(decodingProblem: error))
    }
    guard document.schema == Document.schema else {
      throw Failure.schemaUnknown(
        .appliedConfigurationInvalid, path, document.schema, known: Document.schema)
    }
    return try withAccounts(document.files.map { ($0.name, $0.text) }, paths)
  }

  /// The package's upgrade has written down which accounts the nodes had, and no defaults of now are
  /// what was applied then: its file is in force from the start, whatever was applied before it.
  private static func withAccounts(
    _ files: [ConfigurationParser.File], _ paths: Paths
  ) throws(Failure) -> [ConfigurationParser.File] {
    let name = "\(paths.configurationFragments)/\(AccountPins.fileName)"
    guard !files.contains(where: { $0.name == name }),
      let bytes = try File.readIfPresent(name, limit: limit)
    else { return files }
    let pins = (name: name, text: String(decoding: bytes, as: UTF8.self))
    // What somebody has broken since isn't applied yet.
    guard ConfigurationParser.parse(files: [pins]).0 != nil else { return files }
    var files = files
    files.insert(pins, at: files.first?.name == paths.configuration ? 1 : 0)
    return files
  }

  /// One step, for the one who applies them: root's, readable for the agent.
  public static func keep(_ files: [ConfigurationParser.File], _ paths: Paths) throws(Failure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let document = Document(files: files.map { Document.Part(name: $0.name, text: $0.text) })
    let bytes: [UInt8]
    do { bytes = Array(try encoder.encode(document)) + [0x0a] } catch {
      throw Failure(.configurationUnkept, "cannot keep the configuration: \(error)")
    }
    let path = paths.appliedConfiguration
    guard try File.readIfPresent(path, limit: appliedLimit) != bytes else { return }
    try File.writeAtomically(
      bytes, to: path, mode: 0o640, group: Accounts.group(named: "adnet-agent"))
  }
}
