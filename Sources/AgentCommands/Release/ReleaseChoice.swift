import Basics

/// Finds the one release that an operator means.
struct ReleaseChoice {
  private let installed: [ReleaseID]

  init(_ installed: [ReleaseID]) { self.installed = installed }

  /// By `alphaos/1.4.0-0f3a9c1b2d4e`, by a part of that, or by the version alone.
  func one(_ text: String) throws(Failure) -> ReleaseID {
    if let one = try oneOrNone(text) { return one }
    throw Failure(
      .releaseNotFound, "cannot find release \(text)", hint: "adnet-agent release list")
  }

  func oneOrNone(_ text: String) throws(Failure) -> ReleaseID? {
    let found = installed.filter { $0.isNamed(text) }
    if let one = found.first, found.count == 1 { return one }
    guard found.isEmpty else {
      throw Failure(
        .releaseAmbiguous, "cannot tell which release is meant by \(text)",
        hint: "one of: " + found.map(\.description).joined(separator: ", "))
    }
    return nil
  }
}
