import Basics

extension HeightReading.Result {
  /// The meaning of an HTTP answer to `/block/height/latest`; nil when the path isn't known there.
  ///
  /// Strict by type: v3 of the nodes answers a limited request with 200 and a sentence, so only a
  /// bare integer is a height.
  init?(status: Int, body: [UInt8]) {
    switch status {
    case 404: return nil
    case 429: self = .limited
    case 200:
      if let height = Self.integer(body) {
        self = .height(height)
      } else if HeightReading.isLimit(body) {
        self = .limited
      } else {
        self = .failed(reason: "the answer isn't a height: \(Self.excerpt(body))")
      }
    default:
      // Of the heights' route there is no other failure that the node would turn into the vague one.
      self =
        HeightReading.isLimit(body) || HeightReading.isVagueFailure(body)
        ? .limited : .failed(reason: "HTTP status \(status)")
    }
  }

  /// Digits, with white space around them as JSON allows it.
  private static func integer(_ body: [UInt8]) -> UInt64? {
    let blank: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]
    let digits = body.drop { blank.contains($0) }.reversed().drop { blank.contains($0) }.reversed()
    guard (1...20).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
      digits.count == 1 || digits.first != 0x30
    else { return nil }
    return UInt64(String(decoding: digits, as: UTF8.self))
  }

  /// The start of an answer, for people: in quotes, without what a terminal would act on.
  static func excerpt(_ body: [UInt8], bytes: Int = 40) -> String {
    let printable = body.prefix(bytes).map { (0x20..<0x7f).contains($0) ? $0 : 0x3f }
    return "\"\(String(decoding: printable, as: UTF8.self))\"\(body.count > bytes ? "…" : "")"
  }
}
