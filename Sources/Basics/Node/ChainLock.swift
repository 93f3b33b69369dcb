/// The lock that a chain's node holds until its last process is dead.
public enum ChainLock: String, Codable, Sendable, CaseIterable { case free, held, unknown }
