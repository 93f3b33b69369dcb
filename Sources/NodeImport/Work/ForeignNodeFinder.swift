import AgentConfig
import Basics
import LinuxSystem
import Systemd

/// Finds nodes that aren't ours, in /proc and in systemd. As root.
struct ForeignNodeFinder {
  private let bus: SystemdBus
  private let bootID: String

  init() throws(Failure) {
    bus = try SystemdBus()
    bootID = try Host.bootID()
  }

  /// The node that a unit runs: itself, or below a script.
  func node(ofUnit name: String) throws(Failure) -> ForeignNode {
    let state = try bus.unit(name)
    guard state.load == .loaded else {
      throw Failure(
        .unitNotFound, "cannot import from \(name): systemd says it is \(state.load.rawValue)",
        hint: "systemctl list-units --type=service", exit: .refused)
    }
    let processes = Cgroup.processes(state.controlGroup)
    guard state.isActive, !processes.isEmpty else {
      throw Failure(
        .unitNotRunning, "cannot import from \(name): no process of it runs",
        hint: "start it: what is imported is read from the running node")
    }
    let withLedger = processes.filter { Self.hasLedger($0) }
    guard withLedger.count <= 1 else {
      let list = withLedger.map { Self.named($0).description }.joined(separator: ", ")
      throw Failure(
        .nodesAmbiguous, "cannot import from \(name): it runs several nodes: \(list)",
        hint: "give each a unit of its own")
    }
    let process = withLedger.first ?? state.mainProcess
    let pipes = Self.pipes(of: process)
    let family = ancestors(of: process).union(
      // What reads its output ends with it.
      processes.filter {
        ancestors(of: $0).contains(process) || !Self.pipes(of: $0).isDisjoint(with: pipes)
      })
    let unit = try unit(
      name,
      companions: processes.filter { $0 != process && !family.contains($0) }.map(Self.named))
    return try node(process, .unit(unit), beside: Set(processes))
  }

  private static func pipes(of process: Int32) -> Set<String> {
    Set(ProcessFacts.openFiles(process).filter { $0.hasPrefix("pipe:") })
  }

  private func unit(
    _ name: String, companions: [NamedProcess]
  ) throws(Failure) -> ForeignUnit {
    let properties = ForeignUnitProperties(
      unit: try bus.values(of: name, "Unit"), service: try bus.values(of: name, "Service"),
      plainUnit: try bus.values(of: Self.plain, "Unit"),
      plainService: try bus.values(of: Self.plain, "Service"),
      manager: try bus.values(of: nil, "Manager"))
    let id = properties.text("Id")
    return ForeignUnit(
      name: id, calledBy: name, file: properties.text("FragmentPath"),
      isEnabled: ["enabled", "enabled-runtime"].contains(properties.text("UnitFileState")),
      isTransient: properties.text("Transient") == "yes",
      mainProcess: Int32(properties.text("MainPID")) ?? 0, killMode: properties.text("KillMode"),
      dependents: try dependents(of: id),
      triggers: try active(properties.list("TriggeredBy")), effective: properties.effective,
      companions: companions)
  }

  /// The units that would end with it, and with those.
  private func dependents(of unit: String) throws(Failure) -> [String] {
    var found: [String] = []
    var rest = [unit]
    while let next = rest.popLast() {
      let values = try bus.values(of: next, "Unit")
      let names = ["RequiredBy", "BoundBy", "ConsistsOf", "UpheldBy"].flatMap { values[$0] ?? [] }
      for name in try active(names.flatMap(\.self)) where name != unit && !found.contains(name) {
        found.append(name)
        rest.append(name)
      }
    }
    return found.sorted()
  }

  private func active(_ names: [String]) throws(Failure) -> [String] {
    var active: [String] = []
    for name in names where try bus.unit(name).isActive { active.append(name) }
    return active
  }

  /// A name without a unit: systemd answers for it as for a unit without settings.
  private static let plain = "adnet-agent-no-such-unit.service"

  /// A process that systemd doesn't run as a service; of one that it does, the service's.
  func node(ofProcess process: Int32) throws(Failure) -> ForeignNode {
    guard ProcessFacts.executable(process) != nil else {
      throw Failure(
        .processMissing, "cannot import process \(process): it doesn't exist")
    }
    let group = try ProcessState.controlGroup(of: process)
    let unit = group.split(separator: "/").last.map(String.init) ?? ""
    if unit.hasSuffix(".service"), !group.hasPrefix("/user.slice/") {
      let node = try node(ofUnit: unit)
      guard node.process == process else {
        throw Failure(
          .processNotNode,
          "cannot import process \(process): the node of \(unit) is process "
            + "\(node.process)")
      }
      return node
    }
    let owner = Accounts.user(id: try ProcessFacts.account(process).user)
    if unit.hasSuffix(".service"), group.contains("/user@"), let owner {
      return try node(
        process, .userUnit(name: unit, account: owner.name), beside: Set(Cgroup.processes(group)),
        isEnabledForUser: UserUnits.isEnabled(unit, home: owner.home))
    }
    return try node(
      process, .process(parent: parents(of: process).first ?? "somebody"), beside: [process])
  }

  private func node(
    _ process: Int32, _ origin: ForeignNode.Origin, beside: Set<Int32>,
    isEnabledForUser: Bool = false
  ) throws(Failure) -> ForeignNode {
    guard let executable = ProcessFacts.executable(process),
      let ticks = ProcessState.startedTicks(process)
    else {
      throw Failure(
        .processMissing, "cannot import process \(process): it has ended", exit: .busy)
    }
    guard ProcessFacts.root(process) == "/" else {
      throw Failure(
        .processContained,
        "cannot import process \(process): it has another root, as in a "
          + "container", hint: "run it from a unit of this host first")
    }
    let numbers = try ProcessFacts.account(process)
    let user = Accounts.user(id: numbers.user)
    let environment = try ProcessFacts.environment(process)
    let home = environment.last { $0.name == "HOME" }?.value ?? user?.home ?? "/"
    return ForeignNode(
      process: process, startedTicks: ticks, bootID: bootID, executable: executable,
      arguments: Secrets.hidden(Array(try ProcessFacts.arguments(process).dropFirst())),
      account: .init(
        name: user?.name ?? "\(numbers.user)", user: numbers.user, group: numbers.group),
      home: home, folder: ProcessFacts.folder(process) ?? "/",
      environment: Set(environment.map(\.name)).sorted(),
      listeners: try Self.listeners(of: process),
      ledgers: try ledgers(of: process),
      origin: origin, isEnabledForUser: isEnabledForUser, parents: parents(of: process),
      others: try others(executable, beside: beside).map(Self.named))
  }

  private static func named(_ process: Int32) -> NamedProcess {
    NamedProcess(process, ProcessFacts.name(process) ?? "a process")
  }

  /// RocksDB holds a file LOCK open in each of its folders.
  private static func hasLedger(_ process: Int32) -> Bool {
    ProcessFacts.openFiles(process).contains { $0.hasSuffix("/LOCK") }
  }

  /// Each where this host has it. What the host doesn't see keeps the node's name for it, without the
  /// numbers.
  private func ledgers(of process: Int32) throws(Failure) -> [ProvenPath] {
    let view = try ForeignView(of: process)
    var places: [ProvenPath] = []
    for (number, file) in ProcessFacts.descriptors(process) where file.hasSuffix("/LOCK") {
      let seenAs = Folder.parent(of: file)
      guard let open = try File.status("/proc/\(process)/fd/\(number)", following: true),
        let lock = try view.find(file), lock.status.inode == open.inode,
        lock.status.device == open.device, let folder = try view.find(seenAs),
        let path = folder.path
      else {
        places.append(ProvenPath(seenAs))
        continue
      }
      places.append(
        ProvenPath(path, seenAs: seenAs, device: folder.status.device, inode: folder.status.inode))
    }
    return Set(places).sorted { $0.path < $1.path }
  }

  /// The names of those that started it, the nearest first.
  private func parents(of process: Int32) -> [String] {
    var names: [String] = []
    var next = ProcessState.parent(of: process)
    while let parent = next, parent > 1, names.count < 16 {
      let name = ProcessFacts.name(parent) ?? "a process"
      if name == "systemd" { break }
      names.append(name)
      next = ProcessState.parent(of: parent)
    }
    return names
  }

  private func ancestors(of process: Int32) -> Set<Int32> {
    var found: Set<Int32> = []
    var next = ProcessState.parent(of: process)
    while let parent = next, parent > 1, found.insert(parent).inserted {
      next = ProcessState.parent(of: parent)
    }
    return found
  }

  /// Processes of a program of this name, but for those that are ours.
  private func others(_ executable: String, beside: Set<Int32>) throws(Failure) -> [Int32] {
    try Self.running(executable).filter {
      !beside.contains($0) && ancestors(of: $0).isDisjoint(with: beside)
    }
  }

  /// Processes that have something open at a path or below it.
  static func users(of paths: [String]) throws(Failure) -> [Int32] {
    try ProcessFacts.all().filter { process in
      ProcessFacts.openFiles(process).contains { file in
        paths.contains { file == $0 || file.hasPrefix($0 + "/") }
      }
    }
  }
}

extension ForeignNode {
  /// Whether this very process is still there.
  var isAlive: Bool { isAlive(sinceBoot: bootID) }

  func isAlive(sinceBoot boot: String?) -> Bool {
    guard boot == nil || (try? Host.bootID()) == boot else { return false }
    return ProcessState.startedTicks(process) == startedTicks
      && ProcessState.letter(of: process) != "Z"
  }
}
