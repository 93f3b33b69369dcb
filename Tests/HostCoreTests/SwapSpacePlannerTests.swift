import Basics
import HostCore
import Testing

/// What becomes of swap, from what is wanted and seen.
@Suite struct SwapSpacePlannerTests {
  private static let gib = 1 << 30
  private let disk = FileSystem(
    kind: "ext4", mountPoint: "/", freeBytes: 100 * gib, isReadOnly: false)

  private func plan(_ observation: SwapSpace, wanted: Int = 32) -> HostPlan {
    var settings = HostSettings()
    settings.swap.bytes = wanted * Self.gib
    return HostPlanner.plan(
      settings,
      seeing: HostObservation(
        swap: .ours(observation), swappiness: .notOurs("-"), scores: .notOurs("-")))
  }

  private func file(
    _ path: String = "/swapfile", gib: Int = 32, holes: Int = 0, mode: UInt32 = 0o600,
    owner: UInt32 = 0, signature: Bool = true
  ) -> SwapFile {
    SwapFile(
      path: path, bytes: gib * Self.gib, allocatedBytes: gib * Self.gib - holes, mode: mode,
      owner: owner, hasSignature: signature)
  }

  private func area(
    _ path: String, gib: Int, used: Int = 0, kind: SwapArea.Kind = .file
  ) -> SwapArea {
    SwapArea(path: path, kind: kind, bytes: gib * Self.gib - 4096, usedBytes: used * Self.gib)
  }

  private func unit(
    _ path: String = "/swapfile", _ source: SwapUnit.Source = .ours, active: Bool = true
  ) -> SwapUnit {
    SwapUnit(name: SwapUnitName.of(path), what: path, source: source, isActive: active)
  }

  @Test func aFreshHostGetsOneFile() {
    let plan = plan(SwapSpace(fileSystem: disk))
    #expect(
      plan.steps == [
        .createSwapFile(path: "/swapfile", bytes: 32 * Self.gib, recipe: .reserve),
        .writeSwapUnit(path: "/swapfile"), .startSwapUnit(unit: "swapfile.swap"),
      ])
    #expect(plan.problems.isEmpty)
  }

  @Test func whatIsAsWantedStays() {
    let seen = SwapSpace(
      areas: [area("/swapfile", gib: 32)], files: [file()], fileSystem: disk, units: [unit()])
    #expect(plan(seen) == HostPlan())
  }

  @Test(arguments: [SwapArea.Kind.partition, .zram, .file])
  func foreignSwapCountsAndOnlyTheRestIsAdded(_ kind: SwapArea.Kind) {
    let seen = SwapSpace(areas: [area("/dev/vda2", gib: 20, kind: kind)], fileSystem: disk)
    let plan = plan(seen)
    #expect(plan.notes == ["/dev/vda2 (19.9 GiB) counts as swap space"])
    #expect(
      plan.steps.first
        == .createSwapFile(path: "/swapfile", bytes: 12 * Self.gib + 4096, recipe: .reserve))
    #expect(self.plan(seen, wanted: 20).steps.isEmpty, "not doubled")
  }

  @Test func growingAddsASecondFile() {
    let seen = SwapSpace(
      areas: [area("/swapfile", gib: 16)], files: [file(gib: 16)], fileSystem: disk,
      units: [unit()])
    #expect(
      plan(seen).steps == [
        .createSwapFile(path: "/swapfile-2", bytes: 16 * Self.gib + 4096, recipe: .reserve),
        .writeSwapUnit(path: "/swapfile-2"), .startSwapUnit(unit: #"swapfile\x2d2.swap"#),
      ])
  }

  @Test func swapThatIsOffIsStartedAgain() {
    let seen = SwapSpace(files: [file()], fileSystem: disk, units: [unit(active: false)])
    #expect(plan(seen).steps == [.startSwapUnit(unit: "swapfile.swap")])
  }

  @Test func swapOfFstabThatIsOffComesFirst() {
    let seen = SwapSpace(
      fileSystem: disk, units: [unit("/dev/vda2", .foreign, active: false)])
    let plan = plan(seen)
    #expect(plan.steps == [.startSwapUnit(unit: "dev-vda2.swap")], "what it brings isn't known")
    #expect(plan.notes.first?.hasPrefix("dev-vda2.swap (from fstab") == true)
  }

  @Test func anInterruptedCreationIsRemovedAndAnUnfinishedApplyFinished() {
    let seen = SwapSpace(
      files: [file()], leftovers: ["/swapfile.adnet-unfinished"], fileSystem: disk)
    #expect(
      plan(seen).steps == [
        .removeLeftover(path: "/swapfile.adnet-unfinished"), .writeSwapUnit(path: "/swapfile"),
        .startSwapUnit(unit: "swapfile.swap"),
      ])
  }

  @Test func aFileThatIsOnByHandGetsAUnit() {
    let seen = SwapSpace(
      areas: [area("/swapfile", gib: 32)], files: [file()], fileSystem: disk)
    #expect(plan(seen).steps == [.writeSwapUnit(path: "/swapfile")])
  }

  @Test func aChangedUnitIsWrittenAgain() {
    let seen = SwapSpace(
      areas: [area("/swapfile", gib: 32)], files: [file()], fileSystem: disk,
      units: [unit("/swapfile", .oursChanged)])
    #expect(plan(seen).steps == [.writeSwapUnit(path: "/swapfile")])
  }

  @Test func aFileThatOthersCanReadIsClosed() {
    let seen = SwapSpace(
      areas: [area("/swapfile", gib: 32)], files: [file(mode: 0o644)], fileSystem: disk,
      units: [unit()])
    #expect(plan(seen).steps == [.closeSwapFile(path: "/swapfile")])
    let off = SwapSpace(files: [file(mode: 0o644)], fileSystem: disk)
    #expect(plan(off).steps.first == .closeSwapFile(path: "/swapfile"))
  }

  @Test func whatIsSomebodysIsNamedAndStays() {
    for (file, kind) in [
      (file(holes: 4096), "swap_file_holed"), (file(signature: false), "swap_file_foreign"),
      (file(owner: 1000), "swap_file_foreign"),
      (
        SwapFile(path: "/swapfile", isRegular: false, bytes: 0, allocatedBytes: 0, mode: 0o755),
        "swap_file_foreign"
      ),
    ] {
      let plan = plan(SwapSpace(files: [file], fileSystem: disk))
      #expect(plan.problems.map(\.kind.rawValue) == [kind])
      #expect(plan.problems.allSatisfy { $0.hint != nil && $0.text.contains("/swapfile") })
      #expect(plan.steps.isEmpty, "no second file beside one that is in the way")
    }
  }

  @Test(arguments: [
    ("overlay", false, 100, "swap_unsupported"), ("tmpfs", false, 100, "swap_unsupported"),
    ("f2fs", false, 100, "swap_unsupported"), ("ext4", true, 100, "swap_read_only"),
    ("ext4", false, 51, "swap_no_room"),
  ])
  func whereNoFileCanBeItSaysWhy(_ kind: String, _ readOnly: Bool, _ free: Int, _ problem: String) {
    let disk = FileSystem(
      kind: kind, mountPoint: "/data", freeBytes: free * Self.gib, isReadOnly: readOnly)
    let plan = plan(SwapSpace(fileSystem: disk))
    #expect(plan.problems.map(\.kind.rawValue) == [problem])
    #expect(plan.problems.allSatisfy { $0.text.contains("/data (\(kind))") && $0.hint != nil })
    #expect(plan.steps.isEmpty)
  }

  @Test(arguments: [
    ("xfs", SwapFileSupport.reserve), ("btrfs", .reserveWithoutCopies), ("ext3", .zeros),
  ])
  func eachFileSystemHasItsRecipe(_ kind: String, _ recipe: SwapFileSupport) {
    let disk = FileSystem(kind: kind, mountPoint: "/", freeBytes: 52 * Self.gib, isReadOnly: false)
    #expect(
      plan(SwapSpace(fileSystem: disk)).steps.first
        == .createSwapFile(path: "/swapfile", bytes: 32 * Self.gib, recipe: recipe))
  }

  @Test func noneWantedMakesNone() {
    #expect(plan(SwapSpace(fileSystem: disk), wanted: 0) == HostPlan())
    let theirs = SwapSpace(
      areas: [area("/dev/vda2", gib: 32, kind: .partition)], fileSystem: disk,
      availableBytes: 9 * Self.gib)
    #expect(plan(theirs, wanted: 0).steps.isEmpty, "and takes no foreign one away")
  }

  @Test(arguments: [
    (16, 0, 9, ["/swapfile-2"]), (16, 4, 6, ["/swapfile-2"]), (16, 4, 5, []), (24, 0, 9, []),
    (0, 0, 9, ["/swapfile-2"]),
  ])
  func whatIsTooMuchGoesWhenMemoryCanTakeIt(
    _ wanted: Int, _ used: Int, _ available: Int, _ removed: [String]
  ) {
    let seen = SwapSpace(
      areas: [area("/swapfile", gib: 16), area("/swapfile-2", gib: 16, used: used)],
      files: [file(gib: 16), file("/swapfile-2", gib: 16)], fileSystem: disk,
      units: [unit(), unit("/swapfile-2")], availableBytes: available * Self.gib)
    let plan = plan(seen, wanted: wanted)
    #expect(plan.steps == removed.map { .removeSwapFile(path: $0) })
    #expect(plan.notes.count == (removed.isEmpty && wanted < 24 ? 1 : 0), "\(plan.notes)")
  }

  @Test func aFileThatIsNotNeededIsLeftAlone() {
    // As an interrupted removal leaves it, or as an operator made it.
    let seen = SwapSpace(
      areas: [area("/swapfile", gib: 16)], files: [file(gib: 16), file("/swapfile-2", gib: 16)],
      fileSystem: disk, units: [unit()])
    let plan = plan(seen, wanted: 16)
    #expect(plan.steps.isEmpty)
    #expect(plan.notes == ["/swapfile-2 exists, but isn't used as swap space"])
  }

  @Test func unitNamesAreSystemdsOwn() {
    // Compared with systemd-escape --path --suffix=swap.
    #expect(SwapUnitName.of("/swapfile") == "swapfile.swap")
    #expect(SwapUnitName.of("/swapfile-2") == #"swapfile\x2d2.swap"#)
    #expect(SwapUnitName.of("/var/lib/a b/.swap") == #"var-lib-a\x20b-.swap.swap"#)
    #expect(SwapUnitName.of("/.swap") == #"\x2eswap.swap"#)
  }
}
