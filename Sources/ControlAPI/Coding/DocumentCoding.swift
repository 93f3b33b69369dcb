public import Basics
public import ControlModel
import FoundationEssentials

/// Documents as JSON, the same from the daemon and from the command line: sorted keys, two spaces,
/// a newline at the end.
public enum DocumentCoding {
  public static func encode(_ document: some Document) throws(Failure) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(document)) + [UInt8(ascii: "\n")]
    } catch {
      throw Failure(.notEncodable, "cannot write \(document.schema) as JSON: \(error)")
    }
  }

  /// Refuses a document of another schema or version (`unexpected_schema`).
  public static func decode<D: Document>(_ type: D.Type, from json: [UInt8]) throws(Failure) -> D {
    let document: D
    do {
      document = try JSONDecoder().decode(type, from: Data(json))
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
