import Basics
import Glibc
import LinuxSystem

/// A program of the host, run to its end.
enum HostProgram {
  /// Throws what it said when it didn't end well.
  static func run(_ path: String, _ arguments: [String]) throws(Failure) {
    var ends: [CInt] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure(cannot: "run \(path)", errno: errno) }
    let output = Descriptor(owning: ends[0])
    let input = Descriptor(owning: ends[1])
    try output.setInherited(false)
    try input.setInherited(false)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, input.raw, 1)
    posix_spawn_file_actions_adddup2(&actions, input.raw, 2)
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var environment: [UnsafeMutablePointer<CChar>?] = [strdup("LC_ALL=C"), nil]
    defer { free(environment[0]) }
    var child = pid_t()
    let result = posix_spawn(&child, path, &actions, nil, &words, &environment)
    _ = consume input
    guard result == 0 else { throw Failure(cannot: "run \(path)", errno: result) }
    let said = read(output)
    var status: CInt = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else {
      let line = said.split(separator: "\n").last.map(String.init) ?? "status \(status)"
      throw Failure(.programFailed, "cannot run \(path): \(line)")
    }
  }

  /// Until the program has closed it; at most 64 KiB are kept.
  private static func read(_ output: borrowing Descriptor) -> String {
    var said: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let got = Glibc.read(output.raw, &buffer, buffer.count)
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return String(decoding: said, as: UTF8.self) }
      if said.count < 64 * 1024 { said += buffer[..<got] }
    }
  }
}
