import Glibc

/// `start` as alphaos and deltaos have it, `run` as adnet has it.
final class StartCommand {
  static let usage = "adnet-testnode start|run [FLAGS]"

  private let loop = EventLoop()
  private var nodes: [Node] = []
  private var running = 0

  static func run(_ words: ArraySlice<String>, isAdnet: Bool) throws(Refusal) {
    let trailer = try Trailer(of: "/proc/self/exe")
    let layout = StorageLayout(trailer, trailer.flags + words)
    let arguments = try Arguments(trailer.flags + words, layout.flags)
    var settings = try NodeSettings(arguments, isAdnet: isAdnet)
    do throws(Refusal) {
      try layout.settle(
        &settings, migrates: arguments.has("auto-migrate-node-data"),
        isOwnLedger: arguments.text("ledger-storage") != nil)
      let command = StartCommand()
      try command.start(settings, arguments)
      command.loop.run()
    } catch { Crash.end(error, api: settings.api) }
  }

  private func start(_ settings: NodeSettings, _ arguments: Arguments) throws(Refusal) {
    Log().info("Welcome to \(Program.name) \(settings.version)")
    _ = Signals(loop) { [unowned self] signal in
      Log().info("Received \(Signals.name(signal))")
      for node in nodes {
        node.stop { [unowned self] in
          running -= 1
          if running == 0 { loop.stop() }
        }
      }
    }
    var all = [settings]
    if settings.mode == .dual {
      all[0].name = "alpha"
      all.append(try settings.delta(arguments))
    }
    if all.contains(where: \.misbehaviour.crashesAtStart) {
      Crash.panic("called `Option::unwrap()` on a `None` value")
    }
    if all.contains(where: \.misbehaviour.quitsAtStart) {
      Output.line("Error: the configuration is invalid", to: 2)
      exit(0)
    }
    for settings in all { nodes.append(try Node(settings, loop)) }
    running = nodes.count
    for node in nodes { try node.start() }
  }
}
