import Basics

extension DropIns {
  /// As the node's account, with what the node itself can reach of the disk.
  /// - Parameter user: the one that the chain's node has now.
  static func ledger(_ chain: ChainConfiguration, user: String) -> DropIn {
    let home = Paths().nodeHome(chain.name)
    let values = chain.placeholderValues(program: ProgramName.unified, home: home)
    let ledger = chain.ledger
    let own = SystemdText.argument(chain.ledger(of: chain.program))
    let unified = SystemdText.argument(chain.ledger(of: ProgramName.unified))
    let excluded = ledger.excluded.map { " --exclude \(SystemdText.argument($0))" }.joined()
    let conversion = Template.fill(words: ledger.conversion, with: values)
      .map { " " + SystemdText.argument($0) }.joined()
    // Work that is no conversion has limits of the agent's own.
    let limit = max(ledger.conversion.isEmpty ? 0 : ledger.conversionMilliseconds, 120_000) / 1_000
    return file(
      chain.units.ledger,
      [
        "[Service]", "User=\(user)", "ExecStart=",
        "ExecStart=/usr/bin/adnet-agent ledger-work %i --chain \(chain.name) "
          + "--program \(chain.program) \\\n"
          + "  --own \(own) --unified \(unified) --copy-limit \(ledger.copyLimit)\(excluded)"
          + (conversion.isEmpty ? "" : " \\\n  --\(conversion)"),
        "TimeoutStartSec=\(limit)",
      ])
  }
}
