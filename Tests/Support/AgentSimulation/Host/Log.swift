/// The transcript of a run; empty unless someone wants to read it.
final class Log {
  private final class Book {
    var lines: [String] = []
    var zero: Int?
  }

  private let book: Book
  private let isWanted: Bool
  /// Which chain a line is about, where there are several.
  private let subject: String

  init(isWanted: Bool) {
    book = Book()
    self.isWanted = isWanted
    subject = ""
  }

  /// Its lines go where the other's go.
  init(_ log: Log, about subject: String) {
    book = log.book
    isWanted = log.isWanted
    self.subject = "\(subject): "
  }

  var lines: [String] { book.lines }
  /// When the story begins; nothing is noted before.
  var zero: Int? {
    get { book.zero }
    set { book.zero = newValue }
  }

  func note(_ now: Int, _ who: String, _ what: @autoclosure () -> String) {
    guard isWanted, let zero else { return }
    let now = now - zero
    let whole = String(now / 1_000)
    let part = String(1_000 + now % 1_000).dropFirst()
    let time = String(repeating: " ", count: max(0, 5 - whole.count)) + whole + "." + part
    let name = who + String(repeating: " ", count: max(0, 9 - who.count))
    book.lines.append("\(time)  \(name) \(subject)\(what())")
  }
}
