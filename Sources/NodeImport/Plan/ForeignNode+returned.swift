public import Basics

extension ForeignNode {
  /// The failure when its program runs again, though it was stopped to be taken over.
  ///
  /// - Parameter unit: the one of the process, which is the likeliest trace of what started it.
  public func returned(_ process: Int32, in unit: String?) -> Failure {
    let words = "process \(process)" + (unit.map { " of \($0.printable)" } ?? "")
    return Failure(
      .oldNodeReturns,
      "cannot import \(name.printable): something has started its program again, as \(words)",
      hint: hint(process, unit))
  }

  private func hint(_ process: Int32, _ unit: String?) -> String {
    guard let unit, unit.hasSuffix(".service") else {
      return "find the process that starts it (ps -fp \(process)), and disable that"
    }
    let look = "systemctl status \(unit.printable)"
    let keep = "keep \(unit.printable) from starting it (\(look))"
    guard let old = self.unit?.name.printable else { return keep }
    return unit.printable == old
      ? "its own unit starts it, such as by ExecStopPost=: take that out (systemctl cat \(old))"
      : "\(keep); OnSuccess=, OnFailure= or ExecStopPost= of \(old) may start that"
  }
}
