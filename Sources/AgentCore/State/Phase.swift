/// A resting point of an operation: durable, and sensible after a reboot.
public enum Phase: String, Codable, Sendable, CaseIterable {
  /// See whether the ledger can be backed up and handed on.
  case survey
  /// Bring up the second socket and the relay behind it.
  case raise
  /// Send new connections to the relay.
  case divert
  /// Let the node answer what it has already accepted.
  case drain
  /// Stop the node and prove it dead.
  case stop
  /// Keep the ledger as the node left it.
  case backup
  /// Undo a hand-over of the ledger.
  case handback
  /// Move the chain's link.
  case own
  /// Hand the ledger over to another program.
  case handover
  /// Let the other program have it: what was converted has no way back from here.
  case grant
  /// Start the owner's unit and wait until it is ready.
  case start
  /// Ask the node for its height through its real port.
  case answer
  /// Send connections to the node again.
  case restore
  /// Take the second socket and the relay down.
  case lower
  /// See the chain advance and the node stay up.
  case watch
  /// Close the port and stop the node, as ordered.
  case halt
  case enable
  case disable
}

extension Phase {
  /// What the agent does in it; fits after "cannot".
  public var words: String {
    switch self {
    case .survey: "look at the ledger"
    case .raise: "bring up the relay"
    case .divert: "divert clients to the relay"
    case .drain: "drain the node"
    case .stop: "stop the node"
    case .backup: "back up the ledger"
    case .handback: "put the ledger back"
    case .own: "move the chain's link"
    case .handover: "hand the ledger over"
    case .grant: "give the ledger to the node"
    case .start: "start the node"
    case .answer: "get an answer from the node"
    case .restore: "send clients to the node"
    case .lower: "take the relay down"
    case .watch: "watch the node"
    case .halt: "stop the chain"
    case .enable: "enable the chain at boot"
    case .disable: "disable the chain at boot"
    }
  }
}
