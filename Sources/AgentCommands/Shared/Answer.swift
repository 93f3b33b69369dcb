import AgentCore
import ControlAPI
import ControlModel
import LinuxSystem

/// Data on the standard output.
enum Answer {
  static func write(_ document: some Document) throws(Failure) {
    Terminal.output.write(String(decoding: try DocumentCoding.encode(document), as: UTF8.self))
  }

  static func write(_ failure: Failure) {
    // What can't be written as JSON is still told in words.
    try? write(ErrorDocument(failure))
  }
}
