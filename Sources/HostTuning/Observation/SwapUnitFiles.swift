import Basics
import HostCore
import LinuxSystem

/// The `.swap` units that come with a boot: ours, and those of fstab and of operators.
struct SwapUnitFiles {
  private let paths: HostPaths
  private static let limit = 64 * 1024
  static let firstLine = "# Written by \"adnet-agent host apply\"."

  init(_ paths: HostPaths) { self.paths = paths }

  func path(_ unit: String) -> String { "\(paths.units)/\(unit)" }
  /// The link that starts it at boot.
  func link(_ unit: String) -> String { "\(paths.units)/swap.target.wants/\(unit)" }

  /// No dependency of the default kind: at shutdown the swap stays on, so that it isn't read back
  /// into memory while nodes flush. A file on a disk that is still read-only can't be swapped to.
  static func text(_ path: String) -> String {
    """
    \(firstLine)
    # Changes made here are lost. To have less swap, set size in [host.swap] of agent.toml.
    [Unit]
    Description=Swap file for load spikes of the nodes
    Documentation=man:adnet-agent(1)
    DefaultDependencies=no
    After=systemd-remount-fs.service
    Before=swap.target

    [Swap]
    What=\(path)

    [Install]
    WantedBy=swap.target

    """
  }

  func units(active: Set<String>) throws(Failure) -> [SwapUnit] {
    var units: [SwapUnit] = []
    for name in try names(in: paths.units) {
      guard let text = try text("\(paths.units)/\(name)"), let what = Self.what(text) else {
        continue
      }
      let isWanted = try File.status(link(name)) != nil
      let source: SwapUnit.Source
      if !text.hasPrefix(Self.firstLine) {
        // Somebody's, for this boot at most.
        guard isWanted else { continue }
        source = .foreign
      } else {
        source = text == Self.text(what) && isWanted ? .ours : .oursChanged
      }
      units.append(
        SwapUnit(name: name, what: what, source: source, isActive: active.contains(what)))
    }
    return try units + generated(active: active)
  }

  /// Of fstab, without those that are marked noauto: nothing wants them.
  private func generated(active: Set<String>) throws(Failure) -> [SwapUnit] {
    let folder = paths.generatedUnits
    var wanted: Set<String> = []
    for kind in ["requires", "wants"] {
      wanted.formUnion(try names(in: "\(folder)/swap.target.\(kind)"))
    }
    var units: [SwapUnit] = []
    for name in wanted.sorted() {
      guard let text = try text("\(folder)/\(name)"), let what = Self.what(text) else { continue }
      units.append(
        SwapUnit(
          name: name, what: what, source: .foreign,
          isActive: active.contains(what) || active.contains(target(of: what))))
    }
    return units
  }

  /// /dev/disk/by-uuid/… is a link to the device that the kernel names.
  private func target(of path: String) -> String {
    guard let link = try? File.readLink(path) else { return path }
    return link.hasPrefix("../../") ? "/dev/\(link.dropFirst(6))" : link
  }

  private func names(in folder: String) throws(Failure) -> [String] {
    guard try File.status(folder, following: true)?.kind == .folder else { return [] }
    return try Folder.names(in: folder).filter { $0.hasSuffix(".swap") }
  }

  private func text(_ path: String) throws(Failure) -> String? {
    try File.readIfPresent(path, limit: Self.limit).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func what(_ text: String) -> String? {
    text.split(separator: "\n").last { $0.hasPrefix("What=") }.map { String($0.dropFirst(5)) }
  }
}
