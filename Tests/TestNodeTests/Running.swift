import CTestSupport
import Glibc

/// A running program with its output in a file; killed when nobody holds it any more.
final class Running {
  let pid: pid_t
  private let log: String
  // Not to be removed while the program still writes there.
  private let room: Room
  private var ending: Ending?

  init(_ words: [String], program: String = Binary.path, room: Room, name: String = "node") throws {
    self.room = room
    log = "\(room.path)/\(name).\(Int.random(in: 0..<1 << 40)).log"
    var arguments = ([program] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid = pid_t()
    let failed = adnet_test_spawn(&pid, &arguments, nil, 0, log, log)
    guard failed == 0 else {
      throw TimedOut(description: "\(program): \(String(cString: strerror(failed)))")
    }
    self.pid = pid
  }

  deinit {
    guard ending == nil else { return }
    Glibc.kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
  }

  var output: String { Files.read(log) ?? "" }

  func signal(_ signal: CInt) { Glibc.kill(pid, signal) }

  /// What follows the text on its line, as soon as it is printed.
  func says(_ text: String, within seconds: Double = 10) async throws -> String {
    var found: String?
    try await eventually(within: seconds, "no '\(text)'") {
      let output = self.output
      for line in output.split(separator: "\n") {
        guard let range = line.firstRange(of: text) else { continue }
        found = String(line[range.upperBound...])
        return output.hasSuffix("\n")
      }
      return false
    }
    return found ?? ""
  }

  func ends(within seconds: Double = 10) async throws -> Ending {
    try await eventually(within: seconds, "still running") {
      var status: CInt = 0
      if ending == nil, waitpid(pid, &status, WNOHANG) == pid {
        let signal = status & 0x7f
        ending = signal == 0 ? .code(status >> 8 & 0xff) : .signal(signal)
      }
      return ending != nil
    }
    return ending!
  }

  private func eventually(within seconds: Double, _ what: String, _ condition: () -> Bool)
    async throws
  {
    for _ in 0..<Int(seconds * 200) {
      if condition() { return }
      try await Task.sleep(for: .milliseconds(5))
    }
    throw TimedOut(description: "\(what) after \(seconds) s; output:\n\(output)")
  }
}
