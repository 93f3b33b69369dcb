import Basics

/// An option with the values that follow it, or what stands before the first option.
struct OptionWords: Hashable {
  /// `--rest` of `--rest=…`; empty for what belongs to no option.
  let name: String
  var words: [String]

  static func groups(_ arguments: [String]) -> [OptionWords] {
    var groups: [OptionWords] = []
    for word in arguments {
      if word.hasPrefix("-"), word.count > 1, Int(word) == nil {
        groups.append(OptionWords(name: String(word.prefix { $0 != "=" }), words: [word]))
      } else if let last = groups.indices.last {
        groups[last].words.append(word)
      } else {
        groups.append(OptionWords(name: "", words: [word]))
      }
    }
    return groups
  }

  /// `arguments` and then `more`. Nodes refuse an option that is given twice, so that `more` has it
  /// instead.
  static func adding(_ more: [String], to arguments: [String]) -> [String] {
    let said = Set(groups(more).map(\.name)).subtracting([""])
    return groups(arguments).filter { !said.contains($0.name) }.flatMap(\.words) + more
  }
}

extension Configuration {
  /// An option of the one process that two chains want with different values.
  struct Clash {
    let chain: ChainConfiguration
    let other: ChainConfiguration
    let (mine, others): (OptionWords, OptionWords)
  }

  /// The `arguments` of each chain in the process of all chains. Options of a chain have its prefix, as
  /// in the default command. All others belong to the process: given once, with the first chain's value.
  static func sharedArguments(_ chains: [ChainConfiguration]) -> (words: [String], clashes: [Clash])
  {
    var words: [String] = []
    var said: [String: (ChainConfiguration, OptionWords)] = [:]
    var clashes: [Clash] = []
    for (index, chain) in chains.enumerated() {
      for group in OptionWords.groups(chain.command.additional) {
        // Named already: the place depends on more than the command.
        if ledgerOptions.contains(group.name) { continue }
        var group = group
        group.words = group.words.map { Template.forShared($0, of: chain) }
        if let option = ofOneChain.first(where: { "--\($0)" == group.name }) {
          if index > 0 {
            group.words[0] =
              "--\(chain.name)-\(option)" + group.words[0].dropFirst(option.count + 2)
          }
          words += group.words
        } else if let (other, before) = said[group.name] {
          if before != group {
            clashes.append(Clash(chain: chain, other: other, mine: group, others: before))
          }
        } else {
          said[group.name] = (chain, group)
          words += group.words
        }
      }
    }
    return (words, clashes)
  }

  private static let ledgerOptions = ["--storage", "--ledger-storage"]
  /// The default command's own, and those of the family of which two nodes never have the same.
  private static let ofOneChain = [
    "private-key-file", "node", "bft", "metrics-ip", "rest", "ws", "node-data-storage", "peers",
    "validators", "dev",
  ]
}

extension Template {
  /// For adnet.service: `{alpha.home}` for `{home}`.
  static func forShared(_ text: String, of chain: ChainConfiguration) -> String {
    (parts(of: text) ?? []).map {
      switch $0 {
      case .text(let text): CommandLine.escaped(text)
      case .placeholder("chain"): chain.name.text
      case .placeholder("program"): "{program}"
      case .placeholder(let name): "{\(chain.name).\(name)}"
      }
    }.joined()
  }
}
