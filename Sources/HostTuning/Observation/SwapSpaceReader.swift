import Basics
import HostCore
import LinuxSystem

/// The host's swap, from /proc and the files of systemd.
struct SwapSpaceReader {
  private let paths: HostPaths
  private let settings: HostSettings.Swap

  init(_ paths: HostPaths, _ settings: HostSettings.Swap) {
    self.paths = paths
    self.settings = settings
  }

  func look() throws(Failure) -> SwapSpace {
    let areas = try areas()
    let units = try SwapUnitFiles(paths).units(active: Set(areas.map(\.path)))
    // Files of ours at a path that was configured before are looked at, too.
    let ours = units.filter { $0.source != .foreign }.map(\.what)
    let candidates = SwapFilePaths.of(settings.path)
    var files: [SwapFile] = []
    for path in candidates + ours.filter({ !candidates.contains($0) }) {
      if let file = try file(path) { files.append(file) }
    }
    var leftovers: [String] = []
    for path in candidates.map(SwapFilePaths.unfinished) {
      if try File.status(paths.root + path) != nil { leftovers.append(path) }
    }
    let folder = Folder.parent(of: settings.path)
    guard try File.status(paths.root + folder, following: true)?.kind == .folder else {
      throw Failure(.swapFolderMissing, "\(folder) is not a directory")
    }
    return SwapSpace(
      areas: areas, files: files, leftovers: leftovers,
      fileSystem: try MountTable.read(paths.mounts).fileSystem(of: paths.root + folder),
      units: units,
      availableBytes: KernelText.numbers(paths.memory, ["MemAvailable:"])["MemAvailable:"].map {
        $0 * 1024
      })
  }

  /// The lines of /proc/swaps after the first: path, kind, size and use in KiB, priority.
  private func areas() throws(Failure) -> [SwapArea] {
    try File.text(paths.swaps, limit: 64 * 1024).split(separator: "\n").dropFirst().compactMap {
      line in
      let words = line.split { $0 == " " || $0 == "\t" }
      guard words.count >= 4, let size = Int(words[2]), let used = Int(words[3]) else { return nil }
      let path = KernelText.unescaped(words[0])
      let kind: SwapArea.Kind =
        words[1] == "file" ? .file : path.hasPrefix("/dev/zram") ? .zram : .partition
      return SwapArea(path: path, kind: kind, bytes: size * 1024, usedBytes: used * 1024)
    }
  }

  private func file(_ path: String) throws(Failure) -> SwapFile? {
    guard let status = try File.status(paths.root + path) else { return nil }
    return SwapFile(
      path: path, isRegular: status.kind == .regular, bytes: Int(status.size),
      allocatedBytes: Int(status.allocatedBytes), mode: status.mode, owner: status.owner,
      hasSignature: status.kind == .regular ? signature(paths.root + path) : false)
  }

  /// "SWAPSPACE2", in the last ten bytes of the first page; see include/linux/swap.h.
  private func signature(_ path: String) -> Bool? {
    guard let file = try? Descriptor.open(path, .readNoFollow),
      let bytes = try? file.read(at: Int64(SwapFilePage.size - 10), count: 10)
    else { return nil }
    return bytes == Array("SWAPSPACE2".utf8)
  }
}
