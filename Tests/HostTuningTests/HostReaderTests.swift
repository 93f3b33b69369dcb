import Basics
import HostCore
import LinuxSystem
import TestSupport
import Testing

@testable import HostTuning

/// What is seen of files as the kernel, systemd and operators write them.
@Suite struct HostReaderTests {
  let host: HostFixture
  init() throws { host = try HostFixture() }

  @Test func swapAreasAreRead() throws {
    try host.folder.file(
      "proc/swaps",
      """
      Filename				Type		Size		Used		Priority
      /swap\\040file                          file		1048572		512		-2
      /dev/vda2                               partition	2097148		0		5
      /dev/zram0                              partition	1024		0		100

      """)
    let areas = try #require(host.observation().swap.value).areas
    #expect(
      areas == [
        SwapArea(path: "/swap file", kind: .file, bytes: 1_048_572 * 1024, usedBytes: 512 * 1024),
        SwapArea(path: "/dev/vda2", kind: .partition, bytes: 2_097_148 * 1024, usedBytes: 0),
        SwapArea(path: "/dev/zram0", kind: .zram, bytes: 1024 * 1024, usedBytes: 0),
      ])
  }

  @Test func theLastLineOfTheLastNameWins() throws {
    try host.folder.file("usr/lib/sysctl.d/50-a.conf", "vm.swappiness = 1\n")
    // The same name below /etc hides it.
    try host.folder.file("etc/sysctl.d/50-a.conf", "# vm.swappiness = 3\n-vm/swappiness=2\n")
    try host.folder.file("etc/sysctl.d/ignored.txt", "vm.swappiness=9\n")
    try host.folder.file("etc/sysctl.conf", "\nvm.overcommit_memory=1\n vm.swappiness = 0 \n")
    try Folder.link("\(host.folder.path)/etc/sysctl.d/99-sysctl.conf", to: "../sysctl.conf")
    try host.folder.file("run/sysctl.d/zz.conf", "vm.swappiness=7")
    let seen = try #require(host.observation().swappiness.value)
    #expect(seen.live == 60)
    #expect(
      seen.lines == [
        .init(file: "/etc/sysctl.d/50-a.conf", number: 2, value: "2"),
        .init(file: "/etc/sysctl.conf", number: 3, value: "0"),
        .init(file: "/run/sysctl.d/zz.conf", number: 1, value: "7"),
      ])
  }

  @Test func ourOwnFileIsKnown() throws {
    try host.perform(.writeSwappiness(10))
    try host.folder.file("etc/sysctl.d/99-sysctl.conf", "vm.swappiness=0\n")
    let lines = try #require(host.observation().swappiness.value).lines
    #expect(lines.map(\.isOurs) == [false, true])
    #expect(host.plan().steps.contains(.setSwappiness(10, was: 60)))
  }

  @Test func unitsOfFstabAreForeign() throws {
    try host.folder.file("run/systemd/generator/dev-vda2.swap", "[Swap]\nWhat=/dev/vda2\n")
    try host.folder.folder("run/systemd/generator/swap.target.requires")
    try host.folder.file("run/systemd/generator/dev-vdb.swap", "[Swap]\nWhat=/dev/vdb\n")
    try Folder.link(
      "\(host.folder.path)/run/systemd/generator/swap.target.requires/dev-vda2.swap",
      to: "../dev-vda2.swap")
    let units = try #require(host.observation().swap.value).units
    #expect(
      units == [
        SwapUnit(name: "dev-vda2.swap", what: "/dev/vda2", source: .foreign, isActive: false)
      ], "the other is noauto")
  }

  @Test func theFileSystemIsTheNearestMount() throws {
    try host.folder.file(
      "proc/self/mountinfo",
      """
      25 1 8:1 / / rw - ext4 /dev/a rw
      26 25 8:2 / \(host.folder.path) ro,nosuid shared:2 master:1 - xfs /dev/b rw,noquota
      27 26 8:3 / \(host.folder.path)-other rw - btrfs /dev/c rw

      """)
    let disk = try #require(host.observation().swap.value).fileSystem
    #expect(disk.kind == "xfs")
    #expect(!disk.isReadOnly, "only this view of it is")
    try host.folder.file(
      "proc/self/mountinfo", "26 25 8:2 / \(host.folder.path) rw - xfs /dev/b ro\n")
    #expect(try #require(host.observation().swap.value).fileSystem.isReadOnly)
  }

  @Test(arguments: [
    (["-r", "60"], ["alphaos", "deltaos", "adnet", "adnet-superviso"]),
    (["--avoid", "(^|/)(alphaos|deltaos)$"], ["adnet", "adnet-superviso"]),
    (["--avoid", "^(alphaos|deltaos|adnet|adnet-superviso)$"], []),
    (["--avoid", "("], ["alphaos", "deltaos", "adnet", "adnet-superviso"]),
  ])
  func earlyoomIsAskedWhomItWouldKill(_ words: [String], _ mayChoose: [String]) throws {
    try host.folder.file("sys/fs/cgroup/system.slice/earlyoom.service/cgroup.procs", "21\n")
    let line = (["/usr/bin/earlyoom"] + words).joined(separator: "\0") + "\0"
    try host.folder.file("proc/21/cmdline", line)
    #expect(host.observation().oomDaemons.map(\.mayChoose) == [mayChoose])
    #expect(
      host.plan().problems.map(\.kind.rawValue) == (mayChoose.isEmpty ? [] : ["oom_second_killer"]))
  }

  @Test func inAContainerNothingIsOurs() throws {
    try host.folder.file("run/systemd/container", "lxc\n")
    let observation = host.observation()
    #expect(observation.swap == .notOurs("this is a container (lxc): its host controls them"))
    #expect(observation.swappiness.value == nil && observation.scores.value == nil)
  }

  @Test func whatCannotBeReadIsNotOurs() throws {
    try File.remove("\(host.folder.path)/proc/swaps")
    guard case .notOurs(let why) = host.observation().swap else {
      Issue.record("seen")
      return
    }
    #expect(why.contains("/proc/swaps"))
  }

  @Test func scoresAreOfEveryProcessOfANodesUnit() throws {
    let group = "sys/fs/cgroup/adnet.slice/alphaos.service"
    try host.folder.file("\(group)/cgroup.procs", "11\n12\n")
    try host.folder.file("\(group)/below/cgroup.procs", "13\n")
    try host.folder.file("sys/fs/cgroup/system.slice/ssh.service/cgroup.procs", "14\n15\n")
    for (process, score, parent) in [(11, -500, 1), (13, 0, 11), (14, 100, 1), (15, 100, 14)] {
      try host.folder.file("proc/\(process)/oom_score_adj", "\(score)\n")
      try host.folder.file("proc/\(process)/comm", "p\(process)\n")
      try host.folder.file("proc/\(process)/status", "Name:\tx\nPPid:\t\(parent)\n")
    }
    let scores = try #require(host.observation(nodes: ["alphaos.service"]).scores.value)
    #expect(scores.map(\.process) == [11, 13, 14], "12 has ended, 15 is somebody's session")
    #expect(scores.map(\.correction) == [nil, -500, -500])
  }
}
