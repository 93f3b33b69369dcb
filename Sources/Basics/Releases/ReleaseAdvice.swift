/// The remarks on a file that is added under a program's name and a version.
public enum ReleaseAdvice {
  /// Nil when some chain runs the program.
  public static func refusal(_ program: String, known: Set<String>) -> Failure? {
    guard !known.contains(program) else { return nil }
    return Failure(
      .programUnknown, "cannot add a release of \(program): no chain of this host runs it",
      hint: "--name is one of \(known.sorted().joined(separator: ", "))")
  }

  /// The things an operator should look at, each one sentence.
  ///
  /// - Parameters:
  ///   - installed: everything there is, `release` among it or not.
  ///   - words: what its `--version` says; nil when it gave no answer.
  public static func warnings(
    for release: ReleaseID, installed: [ReleaseID], words: String?
  ) -> [String] {
    let others = installed.filter {
      $0 != release && $0.program == release.program && $0.version == release.version
    }
    var warnings: [String] = []
    if !others.isEmpty {
      let names = others.map(\.description).sorted().joined(separator: ", ")
      warnings.append(
        "another build of \(release.version) is installed: \(names); "
          + "name this one by its folder, \(release.folder)")
    }
    // What follows is the help of the unified program.
    let lines = (words ?? "").split(whereSeparator: \.isNewline).prefix(5)
    if let first = lines.first {
      if !lines.contains(where: { has($0, release.version) }) {
        warnings.append(
          "its --version doesn't say \(release.version): it says \"\(printable(first))\"")
      }
    } else {
      warnings.append("its --version gave no answer: its version can't be checked")
    }
    return warnings
  }

  /// Whether one of its first words is the version, in any spelling: `v4.0.2`, `4.0.2,`. Later ones may
  /// be another's, such as a licence's.
  private static func has(_ line: Substring, _ version: String) -> Bool {
    line.split { !isWord($0) }.prefix(4).contains { word in
      let bare = String(word.drop { $0 == "." }.reversed().drop { $0 == "." }.reversed())
      let isSame =
        VersionOrder.isAtLeast(bare, version) == true
        && VersionOrder.isAtLeast(version, bare) == true
      return bare == version || bare == "v\(version)" || isSame
    }
  }

  private static func isWord(_ character: Character) -> Bool {
    guard let byte = character.asciiValue else { return false }
    return ReleaseID.isVersion("0\(Character(UnicodeScalar(byte)))")
  }

  /// The printable part of a stranger's text, for a terminal.
  private static func printable(_ line: Substring) -> String {
    String(line.unicodeScalars.filter { (0x20...0x7e).contains($0.value) }.map(Character.init))
      .prefix(100).description
  }
}
