import AgentCore
import Chains
import ControlModel
import ForeignNodes
import LinuxSystem

extension ImportRun {
  func undo(_ step: ImportRecord.Step) throws(Failure) {
    switch step {
    case .start:
      let now = try status()
      if now?.desired == .running || now?.nodePID != nil { try done(.stop) }
    case .enable:
      if try status()?.enabled == true { try done(.disable) }
    case .move:
      try waitUntilFree()
      if record.hasMoved == true {
        try files().checkThere(
          record: record.plan.isValidator && record.cause?.kind != "record_missing")
      }
      tell("moving its ledger and key back")
      try files().moveBack()
    case .mask: try oldNode().unmask()
    case .stop:
      try waitUntilFree()
      tell("starting \(record.node.name.printable)")
      try oldNode().start(wasStopped: record.stoppedUnixMs != nil)
    case .key:
      if let path = record.plan.keyFile { try files().remove(path) }
    case .release:
      // It does no harm, and is there for another try.
      return
    case .configure:
      try File.remove(fragmentPath)
      try apply()
    }
  }

  /// Two processes never have one ledger and one key.
  private func waitUntilFree() throws(Failure) {
    let deadline = Deadline(milliseconds: 180_000)
    while try ChainLockFile(paths, name).look() != .free {
      guard !deadline.isOver else {
        throw Failure(
          "chain_locked", "cannot go back: a process of chain \(name) is still alive",
          hint: "adnet-agent stop \(name); then adnet-agent import \(name) --undo", exit: .busy)
      }
      Clock.sleep(milliseconds: 50)
    }
  }
}
