import Basics

extension ChainConfiguration {
  /// The defaults of a shipped chain.
  package init(of chain: ShippedChain) {
    name = chain.name
    program = chain.node
    user = "adnet-node"
    let arguments: [String]
    switch chain {
    case .alpha:
      ports = Self.ports(rest: 3030, ws: nil, p2p: 4130, bft: 5000, metrics: 9090)
      arguments = Self.addresses + Self.quiet
    case .delta:
      ports = Self.ports(rest: 3031, ws: 3032, p2p: 4131, bft: 5001, metrics: 9091)
      arguments = Self.addresses + ["--ws", "{ws.endpoint}"] + Self.quiet
      probe.basePaths = ["/mainnet", "/testnet", "/canary", "/delta", "/api/v1", ""]
    }
    // The key comes from a file: everyone on the host can read a command line.
    let key = ["--private-key-file", "{home}/validator.key"]
    command = Command(
      own: ["start", "--validator"] + key + arguments,
      unified: ["run", "--mode", "\(chain.rawValue)-only"] + key + arguments)
  }

  private static let addresses = [
    "--node", "{p2p.endpoint}", "--bft", "{bft.endpoint}", "--metrics",
    "--metrics-ip", "{metrics.endpoint}", "--rest", "{rest.endpoint}",
  ]

  /// The journal has the log, and blocks come from peers alone.
  static let quiet = [
    "--nodisplay", "--nocdn", "--verbosity", "0", "--logfile", "/dev/null",
  ]

  private static func ports(rest: Int, ws: Int?, p2p: Int, bft: Int, metrics: Int)
    -> [PortConfiguration]
  {
    var ports = [
      PortConfiguration(role: "rest", address: "0.0.0.0", port: rest, isHeld: true, isReady: true)
    ]
    if let ws {
      // Not awaited: nobody has seen these nodes' WebSocket yet.
      ports.append(PortConfiguration(role: "ws", address: "0.0.0.0", port: ws, isHeld: true))
    }
    return ports + [
      PortConfiguration(role: "p2p", address: "0.0.0.0", port: p2p, isReady: true, udp: .optional),
      PortConfiguration(role: "bft", address: "0.0.0.0", port: bft, isReady: true),
      PortConfiguration(role: "metrics", address: "127.0.0.1", port: metrics),
    ]
  }
}
