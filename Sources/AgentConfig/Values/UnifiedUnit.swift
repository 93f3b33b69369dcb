import Basics

/// The settings of a unit of the unified program that can be checked before its first start.
public struct UnifiedUnit: Hashable, Sendable {
  public let name: String
  /// The value of `--mode`; nil without one.
  public let mode: String?
  /// TCP ports in its arguments that are no chain's, sorted.
  public let otherPorts: [UInt16]
}

extension Configuration {
  /// The units that may own a chain: its own, and the one for all chains.
  public func unifiedUnits(of chain: ChainConfiguration) -> [UnifiedUnit] {
    let program = ProgramName.unified
    let own = chain.placeholderValues(program: program, home: Paths().nodeHome(chain.name))
    return [
      unit(chain.units.unified, chain.command.unified, own),
      unit(chain.units.shared, unified.command, placeholderValues(program: program)),
    ]
  }

  private func unit(
    _ name: String, _ arguments: [String], _ values: [String: String]
  ) -> UnifiedUnit {
    let words = Template.fill(words: arguments, with: values)
    let mode = words.firstIndex(of: "--mode").flatMap { index in
      index + 1 < words.count ? words[index + 1] : nil
    }
    let known = Set(orderedChains.flatMap { chain in chain.ports.map(\.port) })
    let ports = words.compactMap(Self.port).filter { !known.contains(Int($0)) }
    return UnifiedUnit(name: name, mode: mode, otherPorts: Set(ports).sorted())
  }

  /// Of `0.0.0.0:30303` or `--node=[::]:30303`; nil for everything else.
  private static func port(_ word: String) -> UInt16? {
    let value = word.split(separator: "=", maxSplits: 1).last ?? ""
    guard let colon = value.lastIndex(of: ":"),
      IPAddress(value[..<colon].filter { $0 != "[" && $0 != "]" }) != nil
    else { return nil }
    return UInt16(value[value.index(after: colon)...]).flatMap { $0 > 0 ? $0 : nil }
  }
}
