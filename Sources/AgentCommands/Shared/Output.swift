import Basics
import ControlAPI
import ControlModel
import LinuxSystem

/// Data on the standard output.
enum Output {
  static func write(_ document: some Document) throws(Failure) {
    Terminal.output.write(String(decoding: try DocumentCoding.encode(document), as: UTF8.self))
  }

  /// As JSON, or in words as wide as the terminal.
  static func show(
    _ document: some Document, json: Bool, _ words: (_ width: Int, Paint) -> String
  ) throws(Failure) {
    guard !json else { return try write(document) }
    let output = Terminal.output
    output.write(words(output.width ?? 120, Paint(colours: output.hasColours)))
  }

  static func write(nothing: Failure) {
    try? write(NothingDocument(nothing))
  }

  static func write(_ failure: Failure) {
    // What can't be written as JSON is still told in words.
    try? write(ErrorDocument(failure))
  }
}
