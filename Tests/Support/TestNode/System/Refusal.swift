/// Why the program ends, as a person reads it, and with which exit code.
public struct Refusal: Error {
  public let text: String
  public let exit: CInt

  init(_ text: String, exit: CInt = 1) {
    self.text = text
    self.exit = exit
  }
}
