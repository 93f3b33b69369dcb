import Basics
import TestSupport
import Testing

@testable import AgentConfig

/// The unit files by hand against the names the code gives out.
@Suite struct ShippedUnitsTests {
  private func unit(_ name: String) throws -> String {
    let file =
      name.split(separator: "@").count == 2 ? "\(name.prefix { $0 != "@" })@.service" : name
    return try Golden.text("units/\(file)")
  }

  @Test func everyUnitWithADropInIsShipped() throws {
    for dropIn in DropIns.render(Configuration()) { _ = try unit(dropIn.unit) }
  }

  @Test func theNodesUnitsDifferOnlyInTheirNames() throws {
    let unified = try unit("adnet@.service")
    for chain in ShippedChain.allCases {
      let name = chain.rawValue
      let expected = unified.replacing("(adnet)", with: "(\(chain.node))").replacing(
        "%i", with: name)
      #expect(try unit("\(chain.node).service") == expected)
    }
  }

  /// Whether one chain or all: a node's sandbox and its end are the same.
  @Test func theUnitOfAllChainsDiffersOnlyInWhatIsTheirs() throws {
    let shared = try settings(of: "adnet.service")
    let names = ShippedChain.allCases.map(\.rawValue)
    let expected = try settings(of: "adnet@.service").flatMap { line -> [String] in
      switch line.prefix(while: { $0 != "=" }) {
      case "Description": ["Description=Node of the chains alpha and delta (adnet)"]
      case "SupplementaryGroups":
        ["SupplementaryGroups=\(names.map { "adnet-\($0)" }.joined(separator: " "))"]
      case "Wants", "After":
        [
          ([line.prefix { $0 != " " }].map(String.init) + names.map { "adnet-home@\($0).service" })
            .joined(separator: " ")
        ]
      case "ReadWritePaths": names.map { line.replacing("%i", with: $0) }
      default: [line.replacing("%i", with: names[0])]
      }
    }
    #expect(shared == expected)
  }

  /// Without the comments.
  private func settings(of name: String) throws -> [String] {
    let text = try Golden.text("units/\(name)")
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
  }

  @Test func everyHeldPortHasItsPairAndTheirMarkers() throws {
    for chain in ShippedChain.allCases {
      for role in chain.holdableRoles {
        let pair = ChainUnits.SocketPair(chain: chain.name, role: role)
        for socket in [pair.held, pair.drain] {
          let text = try unit(socket)
          let marker = socket.replacing("adnet-", with: "adnet-held@", maxReplacements: 1)
            .replacing(".socket", with: ".service")
          for line in [
            "Service=\(marker)", "ReusePort=yes", "TriggerLimitIntervalSec=0", "Backlog=4096",
          ] {
            #expect(text.contains("\n\(line)\n"), "\(socket): \(line)")
          }
          #expect(!text.contains("[Install]"))
          #expect(text.contains("handoff-check \(chain.name)\n") == (socket == pair.held))
        }
      }
    }
  }

  /// Whoever is passed a held socket sets its flags for all who have it.
  @Test func whatIsPassedAHeldSocketKeepsItFromBlocking() throws {
    for name in [
      "alphaos.service", "deltaos.service", "adnet@.service", "adnet.service",
      "adnet-held@.service", "adnet-relay@.service",
    ] { #expect(try unit(name).contains("\nNonBlocking=yes\n"), "\(name)") }
  }

  @Test func everyChainHasItsAccountLockAndFolder() throws {
    let accounts = try Golden.text("units/sysusers.d/adnet-agent.conf")
    let files = try Golden.text("units/tmpfiles.d/adnet-agent.conf")
    #expect(accounts.contains("\nu adnet-node "))
    for chain in Configuration().orderedChains {
      #expect(accounts.contains("\nu \(chain.user) "))
      #expect(accounts.contains(" \(Paths().nodeHome(chain.name))\n"))
      let lock = Paths().chainLock(chain.name)
      #expect(files.contains("\nf \(lock) 0640 root adnet-\(chain.name) -\n"))
      #expect(files.contains("\nd \(Paths().chain(chain.name)) 0755 root root -\n"))
    }
  }

  @Test func noNodeAndNoSocketIsRestartedByNeedrestart() throws {
    let guardFile = try Golden.text("units/needrestart/adnet-agent.conf")
    for chain in Configuration().orderedChains {
      for unit in [chain.units.own, chain.units.shared] {
        let stem = unit.prefix { $0 != "." }
        #expect(guardFile.contains("qr(^\(stem)\\.service$)} = 0;"))
      }
    }
    for template in ["adnet", "adnet-relay", "adnet-drain", "adnet-held"] {
      #expect(guardFile.contains("qr(^\(template)\\@.+\\.service$)} = 0;"))
    }
  }
}
