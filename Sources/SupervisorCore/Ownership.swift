/// Whether this unit may run the chain, from what the chain's `current` link says.
public enum Ownership: Equatable, Sendable {
  case owner(generation: Int64, program: Text, folder: Text)
  /// Another unit owns it, its ledger is another program's, or its home another account's.
  case declined(owner: Text)
  /// The link or what it names can't be used: an error, never a default.
  case invalid(Text)

  /// - Parameters:
  ///   - link: target of `current`: `generations/7`; nil when there is none.
  ///   - owner: content of the generation's `unit` file.
  ///   - release: target of its `release` link: `../../../../releases/alphaos/1.0-0123456789ab`.
  ///   - ledger: content of the file that names the program whose ledger it is; nil when it is
  ///     everyone's.
  ///   - home: content of the file that is there until the home is its account's; nil without it.
  public static func decide(
    unit: Text, link: Text?, owner: Text?, release: Text?, ledger: Text?, home: Text?
  ) -> Ownership {
    guard let link else { return .invalid("the chain has no current release") }
    guard let generation = link.after("generations/")?.number, generation > 0 else {
      return .invalid("the link current doesn't name a generation: \(link)")
    }
    guard let owner = owner?.trimmed, !owner.isEmpty else {
      return .invalid("the owner of generation \(link) can't be read")
    }
    guard owner == unit else { return .declined(owner: owner) }
    if let home = home?.trimmed { return .declined(owner: home) }
    guard let rest = release?.after("../../../../releases/") else {
      return .invalid("the release of generation \(link) can't be read")
    }
    let parts = rest.split(UInt8(ascii: "/"))
    guard parts.count == 2, Options.isName(parts[0]), Options.isName(parts[1]) else {
      return .invalid("not a release: \(rest)")
    }
    if let ledger = ledger?.trimmed, ledger != parts[0] {
      return .declined(owner: "\(ledger), says .adnet-ledger in its home")
    }
    return .owner(generation: generation, program: parts[0], folder: parts[1])
  }
}
