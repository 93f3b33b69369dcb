import Basics

/// Something the host does by itself when its time has come.
enum Happening: Hashable {
  /// A socket's or the relay's job is done.
  case unitStarted(String, turn: Int)
  case unitStopped(String, turn: Int)
  /// A node unit's supervisor looks at who owns the chain.
  case supervisorBegins(String, turn: Int)
  case supervisorTriesLock(String, turn: Int, until: Int)
  case nodeSpawns(String, turn: Int)
  case nodeReady(pid: Int32)
  case nodeEnds(pid: Int32, killed: Bool)
  case ledgerWorkEnds(LedgerWork, turn: Int)
  /// What can be taken over of the node's connections is.
  case adoptionSettles(turn: Int)
  case boots
  case mishap(Mishap)
}

/// Something nobody ordered.
public enum Mishap: Hashable, Sendable {
  /// SIGKILL: its node gets SIGTERM, systemd starts the unit again.
  case supervisorIsKilled
  case relayDies
  /// `systemctl start` by hand, of the unit that owns the chain or of the other one.
  case ownerIsStarted
  case otherUnitIsStarted
  /// `sysctl -w kernel.yama.ptrace_scope=2`.
  case handoffIsForbidden
  case calendarJumps(milliseconds: Int)
  /// This process of the node, not the one after it.
  case nodeHangs
  case nodeStalls
  /// Moved away, or another disk mounted over it; as soon as no node has it open.
  case ledgerIsLost
  /// An older copy of it was put back.
  case ledgerIsOld
  case recordIsLost
  /// Both at once.
  case storageIsLost
  /// One of the other validators.
  case validatorGoes
  case validatorComes
}
