public import Basics
import FoundationEssentials

/// The form of both messages on the wire: one JSON object in one packet.
public enum DoorMessage {
  public static let limit = 64 * 1024

  public static func encode(_ message: some Encodable) throws(Failure) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes: [UInt8]
    do { bytes = Array(try encoder.encode(message)) } catch {
      throw Failure(.doorMessage, "cannot write a message for the door: \(error)")
    }
    guard bytes.count <= limit else {
      throw Failure(.messageTooLarge, "cannot send a message above \(limit) bytes")
    }
    return bytes
  }

  public static func decode<Message: Decodable>(
    _ type: Message.Type, _ bytes: [UInt8]
  ) throws(Failure) -> Message {
    do { return try JSONDecoder().decode(type, from: Data(bytes)) } catch {
      throw Failure(.doorMessage, "cannot read the message: \(String(decodingProblem: error))")
    }
  }
}
