import CLinux
internal import SupervisorCore

/// The locks of a node's chains. They stay with us and with every process of the node: they are free
/// when the last is dead.
enum ChainLocks {
  enum Outcome {
    case taken
    /// Another process holds that of the chain in this place.
    case busy(Int)
    /// The action that failed, and its errno.
    case failed(Text, Int32)
  }

  /// Takes all or none: whoever has to wait for one keeps nobody from another meanwhile.
  static func take(_ chains: [SupervisedChain]) -> Outcome {
    var locks: [Int32] = []
    for index in chains.indices {
      let path = chains[index].paths.lock
      let lock = System.withCString(path) { adnet_lock_open($0) }
      let error = lock < 0 ? -lock : adnet_lock_try(lock)
      if lock >= 0 { locks.append(lock) }
      if error == 0 { continue }
      for lock in locks { adnet_close(lock) }
      if lock < 0 { return .failed("cannot open the chain's lock \(path): ", error) }
      return error == adnet_would_block
        ? .busy(index) : .failed("cannot lock the chain: ", error)
    }
    return .taken
  }
}
