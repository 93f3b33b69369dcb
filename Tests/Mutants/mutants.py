"""Defects for the real loop, the real policy and the real supervisor core: each a text that is there once,
and what stands in its place; and where it takes a particular fault, the scenario that is struck by all of
them. The simulator has to find every one."""

LOOP = "Sources/AgentCore/Loop/AgentLoop.swift"
MIGRATION = "Sources/AgentCore/Loop/AgentLoop+migration.swift"
TOGETHER = "Sources/AgentCore/Policy/Run/OperationRun+group.swift"
CORE = "Sources/SupervisorCore"

MUTANTS = [
    # The loop.
    ("acts before it remembers", LOOP,
     "    let changed = step.next != state[chain]\n",
     "    for effect in step.effects { _ = try perform(effect, of: chain) }\n"
     "    let changed = step.next != state[chain]\n"),
    ("takes a save that failed for one that succeeded", LOOP,
     "      unsaved = failure\n      return false\n",
     "      state = next\n      return true\n"),
    ("never gives an order to systemd again", LOOP,
     "begun - last < Self.repeatMs", "begun >= last"),
    ("decides from the look before", LOOP,
     "step(state[chain], seeing: now)",
     "step(state[chain], seeing: memories[chain]?.seen ?? now)"),
    ("knows nothing of the other chains' operations", LOOP,
     "return Companion(owner: owner, state, seen: memories[chain]?.seen, settings: settings)",
     "return Companion(owner: owner, ChainState(), seen: memories[chain]?.seen, settings: settings)"),
    ("never looks again at a migration that waits", MIGRATION,
     "migrationWakeAt = now + Self.migrationPeriodMs", "migrationWakeAt = .max"),
    ("begins a step while its hook still runs", "Sources/AgentCore/Migration/MigrationRun.swift",
     "case .running: return \"the hook to end (\\(unit))\"", "case .running: return goOn(&self)"),
    ("doesn't tell systemd to run the hook", MIGRATION,
     "if let failure = try world.perform(effect, of: nil) {", "if let failure: Failure = effect.isOrder ? nil : try world.perform(effect, of: nil) {"),
    # Several chains in one process.
    ("starts the process for all chains as soon as it owns one", TOGETHER,
     "guard target.unit == settings.sharedUnit, let together = operation.together else { return nil }",
     "guard target.unit == \"\", let together = operation.together else { return nil }"),
    ("goes on when another chain's operation turns back", TOGETHER,
     "case .goes(let one) where one.direction == .back: return follow(chain, one.failure)",
     "case .goes(let one) where one.direction == .back: continue"),
    ("stops the process when the clients of one chain are away from it", TOGETHER,
     "if one.direction == operation.direction, one.hasReached(.stop) { continue }",
     "if one.direction == operation.direction { continue }"),
    # The supervisor.
    ("runs a chain that belongs to another unit", f"{CORE}/Ownership.swift",
     "guard owner == unit else { return .declined(owner: owner) }", ""),
    ("runs a program on another program's ledger", f"{CORE}/Ownership.swift",
     "if let ledger = ledger?.trimmed, ledger != parts[0] {",
     "if let ledger = ledger?.trimmed, ledger == parts[1] {"),
    ("runs a node whose safety record isn't in its place", f"{CORE}/Ownership.swift",
     "if let home = home?.trimmed { return .declined(owner: home) }", "", "swap to another program that somebody starts by hand"),
    ("runs a process that owns one of its chains", f"{CORE}/NodeOwnership.swift",
     "    case (_, .declined(let owner)):\n"
     "      self = .declined(\"chain \\(chains[index]) belongs to \\(owner)\")\n",
     "    case (.owner(let release), .declined) where !release.isEmpty || index == 0: break\n"
     "    case (_, .declined(let owner)):\n"
     "      self = .declined(\"chain \\(chains[index]) belongs to \\(owner)\")\n"),
    ("starts a node that died at once", f"{CORE}/LastRun.swift",
     "return (row, end + backoff.delay(failures: row))", "return (row, end)"),
    ("waits no longer after the tenth death than after the first", f"{CORE}/Backoff.swift",
     "delay *= 2", "delay *= 1"),
]
