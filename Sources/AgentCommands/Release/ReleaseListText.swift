import Basics
import ControlModel

/// One line a release.
enum ReleaseListText {
  static func render(_ list: ReleaseListDocument, paint: Paint) -> String {
    guard !list.releases.isEmpty else { return "no release is installed\n" }
    var table = Table("RELEASE", "SIZE", "ADDED", "RUN BY", "BEFORE ON")
    for release in list.releases {
      table.add(
        .init(release.release.description), .init(Sizes.text(release.bytes)),
        .init(release.addedAt?.description ?? "-"), runBy(release),
        .init(names(release.previous)))
    }
    return table.lines(paint).joined(separator: "\n") + "\n"
  }

  private static func runBy(_ release: ReleaseStatus) -> Table.Cell {
    let stopped = (release.stopped ?? []).map { "\($0) (stopped)" }
    return .init(
      names(release.current.map(\.text) + stopped), release.current.isEmpty ? .plain : .good)
  }

  private static func names(_ chains: [some CustomStringConvertible]) -> String {
    chains.isEmpty ? "-" : chains.map(\.description).joined(separator: ", ")
  }
}
