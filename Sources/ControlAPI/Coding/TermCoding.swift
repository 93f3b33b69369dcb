import Basics
import FoundationEssentials

/// One value of a term in a request.
enum TermValue: Codable, Hashable {
  case flag(Bool)
  case text(String)

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else {
      self = .text(try value.decode(String.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .flag(let flag): try value.encode(flag)
    case .text(let text): try value.encode(text)
    }
  }
}

/// Terms as a JSON object in the body of a request: a term's key is its field's name in snake_case, and what
/// is left out is as by default.
///
/// A flag is also understood as `yes` or `no`, as 0.2 sent some.
enum TermCoding {
  /// The terms that differ from the default ones.
  static func body<T: Codable>(_ terms: T, default plain: T) throws(Failure) -> [UInt8] {
    do {
      let defaults = try fields(plain)
      let changed = try fields(terms).filter { defaults[$0.key] != $0.value }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return Array(try encoder.encode(changed))
    } catch {
      throw Failure(.internal, "cannot encode the request: \(error)")
    }
  }

  /// The names among these that are flags, and so may stand in a query.
  static func flags(_ names: [String], default plain: some Encodable) -> [String] {
    // What can't be encoded has none, and is found by the first test.
    let defaults = (try? fields(plain)) ?? [:]
    return names.filter { if case .flag = defaults[$0] { true } else { false } }
  }

  static func fields(of body: [UInt8]) throws(Failure) -> [String: TermValue] {
    if body.isEmpty { return [:] }
    // The decoder takes UTF-16 as well, and the count below doesn't.
    guard String(validating: body, as: UTF8.self) != nil,
      let fields = try? JSONDecoder().decode([String: TermValue].self, from: Data(body))
    else { throw RequestReader.bad("the body isn't a JSON object of strings, true and false") }
    guard members(of: body) == fields.count else {
      throw RequestReader.bad("a key of the body is given twice")
    }
    return fields
  }

  /// The number of members of a flat JSON object: the decoder keeps one of those with the same key.
  private static func members(of body: [UInt8]) -> Int {
    var (count, isText, isEscaped) = (0, false, false)
    for byte in body {
      if isEscaped {
        isEscaped = false
      } else if isText {
        isEscaped = byte == UInt8(ascii: "\\")
        isText = byte != UInt8(ascii: "\"")
      } else if byte == UInt8(ascii: "\"") {
        isText = true
      } else if byte == UInt8(ascii: ":") {
        count += 1
      }
    }
    return count
  }

  static func terms<T: Codable>(
    _ given: [String: TermValue], default plain: T
  ) throws(Failure) -> T {
    do {
      var all = try fields(plain)
      for (name, value) in given {
        guard case .flag = all[name], case .text(let word) = value else {
          all[name] = value
          continue
        }
        guard let flag = words[word] else {
          throw RequestReader.bad("\(name) is true or false")
        }
        all[name] = .flag(flag)
      }
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(T.self, from: JSONEncoder().encode(all))
    } catch let failure as Failure {
      throw failure
    } catch let error as DecodingError {
      throw RequestReader.bad("\(DocumentKeys.snake(place(error))) has an invalid value")
    } catch {
      throw Failure(.internal, "cannot read the request: \(error)")
    }
  }

  /// The key of the term that is wrong.
  private static func place(_ error: DecodingError) -> String {
    switch error {
    case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
      context.codingPath.last?.stringValue ?? "a term"
    case .keyNotFound(let key, _): key.stringValue
    @unknown default: "a term"
    }
  }

  private static let words = ["yes": true, "no": false]

  private static func fields(_ terms: some Encodable) throws -> [String: TermValue] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return try JSONDecoder().decode([String: TermValue].self, from: encoder.encode(terms))
  }
}
