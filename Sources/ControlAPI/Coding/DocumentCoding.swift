public import Basics
public import ControlModel
import FoundationEssentials

/// Documents as JSON, the same from the daemon and from the command line: sorted keys in snake_case, two
/// spaces, a newline at the end.
public enum DocumentCoding {
  public static func encode(_ document: some Document) throws(Failure) -> [UInt8] {
    do {
      let plain = try JSONEncoder().encode(document)
      let tree = DocumentKeys.printed(try JSONDecoder().decode(JSONTree.self, from: plain))
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return Array(try encoder.encode(tree)) + [UInt8(ascii: "\n")]
    } catch {
      throw Failure(.notEncodable, "cannot write \(document.schema) as JSON: \(error)")
    }
  }

  /// The document, from keys of this version or of 0.2. Refuses a document of another schema or version
  /// (`unexpected_schema`).
  public static func decode<D: Document>(_ type: D.Type, from json: [UInt8]) throws(Failure) -> D {
    let document: D
    do {
      let tree = DocumentKeys.read(try JSONDecoder().decode(JSONTree.self, from: Data(json)))
      document = try JSONDecoder().decode(type, from: JSONEncoder().encode(tree))
    } catch {
      throw Failure(.notDecodable, "cannot read \(type.schemaName): not such a document")
    }
    guard document.schema == type.schemaName else {
      throw Failure(
        .unexpectedSchema, "cannot read \(document.schema): \(type.schemaName) was expected")
    }
    return document
  }
}
