internal import SupervisorCore

/// One of the node's chains: where it is, and what its report says that those of others don't.
final class SupervisedChain {
  let paths: SupervisorPaths
  var generation: Int64 = 0
  /// The end of the chain's node before this one, once this one was started.
  var before = ExitRecord()
  /// systemd holds a socket of it, and gave it to us to hand over.
  var isPassedSocket = false

  init(_ paths: SupervisorPaths) { self.paths = paths }

  func ownership(of unit: Text) -> Ownership {
    let link = System.readLink("\(paths.chain)/current")
    let generation: Text = "\(paths.chain)/\(link ?? "current")"
    return Ownership.decide(
      unit: unit, link: link, owner: System.read("\(generation)/unit"),
      release: System.readLink("\(generation)/release"), ledger: System.read(paths.ledgerMark),
      home: System.read(paths.homeMark))
  }

  /// Has all that the node is started with; generations of older agents have none.
  var startFile: Text {
    "\(paths.chain)/generations/\(generation)/start"
  }
}
