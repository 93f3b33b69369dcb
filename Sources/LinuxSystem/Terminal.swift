import CLinux
import Glibc

/// The command line's two streams: data goes to `output`, words for people to `words`.
public enum Terminal: Int32, Sendable {
  case output = 1
  case words = 2

  public var isTerminal: Bool { isatty(rawValue) == 1 }

  /// In columns; nil when it isn't a terminal.
  public var width: Int? {
    let width = Int(adnet_terminal_width(rawValue))
    return width > 0 ? width : nil
  }

  /// On a terminal, unless the user asked for none with NO_COLOR.
  public var hasColours: Bool { isTerminal && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true) }

  /// Nothing can be told when this fails, so it doesn't say so.
  public func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let done = rest.withUnsafeBytes { bytes in
        retrying { Glibc.write(rawValue, bytes.baseAddress, bytes.count) }
      }
      if done <= 0 { return }
      rest = rest.dropFirst(done)
    }
  }
}
