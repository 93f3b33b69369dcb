import Basics

/// The swap part of the plan: what is there is counted, never doubled; what is missing comes as one
/// more file.
struct SwapSpacePlanner {
  /// A swap area is a page smaller than its file, and a partition is what it is.
  static let tolerance = 16 << 20
  /// A smaller file isn't worth its unit.
  private static let least = 1 << 20

  private let wanted: HostSettings.Swap
  private let seen: SwapSpace

  init(_ wanted: HostSettings.Swap, _ seen: SwapSpace) {
    self.wanted = wanted
    self.seen = seen
  }

  func plan(into plan: inout HostPlan) {
    for path in seen.leftovers { plan.steps.append(.removeLeftover(path: path)) }
    for area in seen.areas where !isOurs(area) {
      plan.notes.append("\(area.path) (\(Sizes.text(area.bytes))) counts as swap space")
    }
    for unit in seen.units where unit.source == .oursChanged {
      plan.steps.append(.writeSwapUnit(path: unit.what))
    }
    for file in seen.files where isActive(file.path) && file.mode & 0o077 != 0 {
      plan.steps.append(.closeSwapFile(path: file.path))
    }
    var bytes = seen.bytes
    bytes += startWhatIsOff(into: &plan)
    bytes += adopt(missing: wanted.bytes - bytes, into: &plan)
    let missing = wanted.bytes - bytes
    guard missing > Self.tolerance else { return giveBack(into: &plan) }
    if settles(into: &plan) { create(max(missing, Self.least), into: &plan) }
  }

  /// A file of ours that isn't wanted any more, one at a time: first at a path that was configured
  /// before, then the one that was added last. What is in it goes into memory: where that hasn't the
  /// room, the file stays.
  private func giveBack(into plan: inout HostPlan) {
    let surplus = seen.bytes - wanted.bytes + Self.tolerance
    let ours = seen.areas.filter { isOurs($0) && $0.bytes <= surplus }
    let order = SwapFilePaths.of(wanted.path)
    func place(_ area: SwapArea) -> Int { order.firstIndex(of: area.path) ?? order.count }
    guard let area = ours.max(by: { place($0) < place($1) }) else { return }
    // With a quarter and 512 MiB to spare; the package's postrm has the same.
    let needed = area.usedBytes + area.usedBytes / 4 + 512 << 20
    if let available = seen.availableBytes, available >= needed {
      plan.steps.append(.removeSwapFile(path: area.path))
    } else {
      plan.notes.append(
        "\(area.path) exceeds size, but stays: \(Sizes.text(area.usedBytes)) of it are in use, and \(seen.availableBytes.map(Sizes.text) ?? "an unknown amount") of memory is available"
      )
    }
  }

  /// Swap that is meant to be on and is off: by hand, or since a boot without it. What it brings is
  /// known only of files of ours; others are counted when they are on.
  private func startWhatIsOff(into plan: inout HostPlan) -> Int {
    var bytes = 0
    for unit in seen.units where !unit.isActive && !isActive(unit.what) {
      if let file = seen.files.first(where: { $0.path == unit.what }) {
        guard judge(file, into: &plan) else { continue }
        bytes += file.bytes
      } else if unit.source != .foreign {
        // Its file is gone: it will be made anew.
        continue
      }
      plan.steps.append(.startSwapUnit(unit: unit.name))
    }
    return bytes
  }

  /// A good swap file at our place that no unit speaks of: an apply was interrupted, or somebody
  /// made it by hand.
  private func adopt(missing: Int, into plan: inout HostPlan) -> Int {
    var bytes = 0
    for file in seen.files where !seen.units.contains(where: { $0.what == file.path }) {
      if isActive(file.path) {
        // On by hand only: for the next boot it needs a unit.
        plan.steps.append(.writeSwapUnit(path: file.path))
        continue
      }
      guard missing - bytes > Self.tolerance else {
        plan.notes.append("\(file.path) exists, but isn't used as swap space")
        continue
      }
      guard judge(file, into: &plan) else { continue }
      plan.steps.append(.writeSwapUnit(path: file.path))
      plan.steps.append(.startSwapUnit(unit: SwapUnitName.of(file.path)))
      bytes += file.bytes
    }
    return bytes
  }

  /// Whether the kernel will take the file. What isn't a swap file is somebody's, and stays.
  private func judge(_ file: SwapFile, into plan: inout HostPlan) -> Bool {
    func refuse(_ kind: ProblemKind, _ text: String, _ hint: String) -> Bool {
      plan.problems.append(Problem(kind: kind, severity: .warning, text: text, hint: hint))
      return false
    }
    let elsewhere = "or set another path in [host.swap]"
    guard file.isRegular else {
      return refuse(
        .swapFileForeign, "\(file.path) is not a regular file", "move it away, \(elsewhere)")
    }
    guard file.owner == 0 else {
      return refuse(
        .swapFileForeign, "\(file.path) belongs to user \(file.owner), not to root",
        "chown root:root \(file.path), \(elsewhere)")
    }
    if file.hasSignature == false {
      return refuse(
        .swapFileForeign, "\(file.path) exists and is not a swap file",
        "move it away, \(elsewhere)")
    }
    guard file.allocatedBytes >= file.bytes else {
      return refuse(
        .swapFileHoled,
        "\(file.path) has holes (\(Sizes.text(file.allocatedBytes)) of \(Sizes.text(file.bytes)) are on the disk), which the kernel refuses",
        "rm \(file.path), then: adnet-agent host apply")
    }
    if file.mode & 0o077 != 0 { plan.steps.append(.closeSwapFile(path: file.path)) }
    return true
  }

  private func create(_ bytes: Int, into plan: inout HostPlan) {
    let disk = seen.fileSystem
    let place = "\(disk.mountPoint) (\(disk.kind))"
    func refuse(_ kind: ProblemKind, _ text: String, _ hint: String) {
      plan.problems.append(Problem(kind: kind, severity: .warning, text: text, hint: hint))
    }
    let recipe: SwapFileSupport
    switch SwapFileSupport.of(disk.kind) {
    case .success(let found): recipe = found
    case .failure(let refusal):
      return refuse(
        .swapUnsupported, "cannot put a swap file on \(place): \(refusal.reason)",
        "set a path on ext4, XFS or btrfs in [host.swap], or make a swap partition")
    }
    guard !disk.isReadOnly else {
      return refuse(
        .swapReadOnly, "cannot put a swap file on \(place): it is mounted read-only",
        "journalctl -k -g \(disk.kind)")
    }
    guard let path = freePath else {
      return refuse(
        .swapFileForeign, "all names for a swap file next to \(wanted.path) are taken",
        "set another path in [host.swap]")
    }
    let room = disk.freeBytes - wanted.reserveBytes
    guard room >= bytes else {
      return refuse(
        .swapNoRoom,
        "no room for \(Sizes.text(bytes)) more of swap space on \(place): \(Sizes.text(disk.freeBytes)) free, of which \(Sizes.text(wanted.reserveBytes)) must stay free",
        "free \(Sizes.text(bytes - room)), or set size, reserve or path in [host.swap]")
    }
    plan.steps += [
      .createSwapFile(path: path, bytes: bytes, recipe: recipe), .writeSwapUnit(path: path),
      .startSwapUnit(unit: SwapUnitName.of(path)),
    ]
  }

  /// A file that is refused, or a foreign area that is still to be counted, has to be settled first:
  /// another file beside it would double the swap.
  private func settles(into plan: inout HostPlan) -> Bool {
    let foreign = seen.units.first { unit in
      unit.source == .foreign && !unit.isActive && !isActive(unit.what)
    }
    if let foreign {
      plan.notes.append(
        "\(foreign.name) (from fstab or set up manually) has to be active first: only then it is known how much more is needed"
      )
      return false
    }
    return !plan.problems.contains { [.swapFileForeign, .swapFileHoled].contains($0.kind) }
  }

  /// The configured path, or one beside it for growing.
  private var freePath: String? {
    SwapFilePaths.of(wanted.path).first { path in
      !seen.files.contains { $0.path == path } && !isActive(path)
    }
  }

  private func isActive(_ path: String) -> Bool { seen.areas.contains { $0.path == path } }

  private func isOurs(_ area: SwapArea) -> Bool {
    seen.units.contains { $0.what == area.path && $0.source != .foreign }
  }
}
