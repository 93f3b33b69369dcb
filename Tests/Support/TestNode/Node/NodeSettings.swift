import Glibc

/// Everything one node of the process is told.
struct NodeSettings {
  enum Mode: String {
    case alphaOnly = "alpha-only"
    case deltaOnly = "delta-only"
    case dual

    static let all = "alpha-only,delta-only,dual"
  }

  var name = ""
  let version: String
  /// nil for alphaos and deltaos.
  let mode: Mode?
  let network: String
  let isValidator: Bool
  var identity: String
  var p2p: SocketAddress
  var bft: SocketAddress
  var rest: SocketAddress?
  var webSocket: SocketAddress?
  var metrics: SocketAddress?
  var peers: [SocketAddress]
  var validators: [SocketAddress]
  var storage: String
  /// Nil where it isn't told one.
  var nodeData: String?
  /// The one without.
  let usualNodeData: String
  let recordName: String
  /// Where the proposal cache is.
  var record: String
  let restPerSecond: Int
  let restDelay: Double
  let api: API
  let basePaths: [String]
  let blockSeconds: Double
  let firstHeight: Int
  let committeeSize: Int
  /// By identity; empty when only their number is said.
  let committee: [String: Int]
  let loadSeconds: Double
  let shutdownDelay: Double
  let ledgerFormat: String
  let cacheBytes: Int
  let ballastBytes: Int
  let commitBytes: Int
  var misbehaviour: Misbehaviour
  let faults: Faults
  /// The height of a consensus that this build can't follow; nil for none.
  let upgradeAt: Int?
  /// The REST ends as hyper does when it is told to be graceful: no version of the family does so today.
  let endsGracefully: Bool
  /// A UDP socket at the port for peers, which the family doesn't have today and the owner's list has.
  let hasUDP: Bool
  let isVerbose: Bool

  init(_ arguments: Arguments, isAdnet: Bool) throws(Refusal) {
    version = arguments.text("release-version") ?? "0.0.0"
    mode = try arguments.value("mode") { Mode(rawValue: $0) } ?? (isAdnet ? .alphaOnly : nil)
    let modes = arguments.text("modes") ?? Mode.all
    if let mode, !modes.split(separator: ",").contains(where: { $0 == mode.rawValue }) {
      throw Refusal("error: invalid value '\(mode.rawValue)' for '--mode'", exit: 2)
    }
    let networks = ["mainnet", "testnet", "canary"]
    network =
      try arguments.value("network") { text in
        networks.contains(text)
          ? text : Int(text).flatMap { networks.indices.contains($0) ? networks[$0] : nil }
      } ?? "mainnet"
    isValidator = !arguments.has("client")
    p2p = try arguments.address("node") ?? .any(4130)
    bft = try arguments.address("bft") ?? .any(5000)
    rest = arguments.has("norest") ? nil : try arguments.address("rest") ?? .any(3030)
    webSocket = try arguments.address("ws")
    metrics = arguments.has("metrics") ? try arguments.address("metrics-ip") ?? .any(9000) : nil
    peers = try arguments.addresses("peers")
    validators = try arguments.addresses("validators")
    let number = networks.firstIndex(of: network) ?? 0
    let usual =
      try arguments.integer("dev").map { ".ledger-\(number)-\($0)" }
      ?? "\(Environment.home)/.aleo/storage/ledger-\(number)"
    let own = arguments.text("storage") ?? arguments.text("ledger-storage")
    storage = own ?? usual
    nodeData = arguments.text("node-data-storage")
    let development = try arguments.integer("dev")
    recordName = ProposalCache.name(network: number, development: development)
    usualNodeData =
      development.map { ".node-data-\(number)-\($0)" }
      ?? "\(Environment.home)/.aleo/storage/node-data-\(number)"
    // As up to 4.4: beside the usual ledger, in any other one.
    let beside = development == nil ? "\(Environment.home)/.aleo/storage" : "."
    record = nodeData.map { $0 + "/" + ProposalCache.name } ?? (own ?? beside) + "/" + recordName
    restPerSecond = try arguments.integer("rest-rps") ?? 10
    restDelay = try arguments.seconds("rest-delay") ?? 0
    let profile = try arguments.value("as") { Profile(rawValue: $0) }
    api = try arguments.value("api") { API(rawValue: $0) } ?? profile?.api ?? .v3
    basePaths =
      arguments.text("base-paths")?.split(separator: ",").map(String.init)
      ?? ["/\(network)", "/v1/\(network)", "/v2/\(network)", "/alpha", "/delta", "/api/v1"]
    blockSeconds = max(0.001, try arguments.seconds("block-seconds") ?? 1)
    firstHeight = try arguments.integer("first-height") ?? 0
    committeeSize = try arguments.integer("committee-size") ?? 1
    committee = try arguments.value("committee", Self.committee) ?? [:]
    loadSeconds = try arguments.seconds("load-seconds") ?? 0
    shutdownDelay = try arguments.seconds("shutdown-delay") ?? 0.3
    ledgerFormat = arguments.text("ledger-format") ?? LedgerFormat.first
    cacheBytes = try arguments.integer("cache-bytes") ?? 0
    commitBytes = (try arguments.integer("commit-kib") ?? 0) << 10
    ballastBytes = (try arguments.integer("ballast-mib") ?? 0) << 20
    faults = Faults(arguments.text("faults"))
    upgradeAt = try arguments.integer("upgrade-at")
    endsGracefully = arguments.has("graceful")
    hasUDP = arguments.has("udp")
    let told = try arguments.value("misbehave") { Misbehaviour($0) }
    misbehaviour = faults.start ?? told ?? Misbehaviour()
    let first = mode == .deltaOnly ? "delta" : "alpha"
    if try !Self.misbehaves(arguments, first, mode) { misbehaviour = Misbehaviour() }
    isVerbose = try arguments.integer("verbosity") ?? 1 > 0
    identity =
      try Self.identity(arguments, prefix: "")
      ?? Bech32.name("aleo", of: "no key \(p2p) \(storage)")
  }

  /// Nil when nothing is said of it.
  private static func identity(_ arguments: Arguments, prefix: String) throws(Refusal) -> String? {
    if let number = try arguments.integer("\(prefix)dev") { return identity(number) }
    if let key = arguments.text("\(prefix)private-key") { return Bech32.name("aleo", of: key) }
    return try arguments.text("\(prefix)private-key-file").map { path throws(Refusal) in
      Bech32.name("aleo", of: try KeyFile.read(path))
    }
  }

  /// Whether a release that does wrong with one chain only, or as one process only, does it here.
  private static func misbehaves(
    _ arguments: Arguments, _ chain: String, _ mode: Mode?
  ) throws(Refusal) -> Bool {
    let only = try arguments.value("misbehave-on") { text in
      ["alpha", "delta", "dual"].contains(text) ? text : nil
    }
    return only == nil || only == chain || (only == "dual" && mode == .dual)
  }

  static func identity(_ number: Int) -> String { Bech32.name("aleo", of: "dev \(number)") }

  /// `1:40,2,3`: numbers as of --dev, each with its stake.
  private static func committee(_ text: String) -> [String: Int]? {
    var members: [String: Int] = [:]
    for word in text.split(separator: ",") {
      let parts = word.split(separator: ":").map { Int($0) }
      guard let number = parts.first ?? nil, parts.count <= 2,
        let stake = parts.count == 2 ? parts[1] : Committee.stakeOfEach, stake > 0
      else { return nil }
      members[identity(number)] = stake
    }
    return members
  }

  /// The second node of a dual process.
  func delta(_ arguments: Arguments) throws(Refusal) -> NodeSettings {
    var delta = self
    delta.name = "delta"
    let told = try arguments.value("misbehave") { Misbehaviour($0) } ?? Misbehaviour()
    delta.misbehaviour = try Self.misbehaves(arguments, "delta", mode) ? told : Misbehaviour()
    delta.identity = try Self.identity(arguments, prefix: "delta-") ?? identity
    delta.p2p = try arguments.address("delta-node") ?? .any(4131)
    delta.bft = try arguments.address("delta-bft") ?? .any(5001)
    delta.rest = rest == nil ? nil : try arguments.address("delta-rest") ?? .any(3031)
    delta.webSocket = try arguments.address("delta-ws")
    delta.metrics = try arguments.address("delta-metrics-ip")
    delta.peers = try arguments.addresses("delta-peers")
    delta.validators = try arguments.addresses("delta-validators")
    delta.storage = arguments.text("delta-storage") ?? storage + "-delta"
    delta.nodeData = arguments.text("delta-node-data-storage")
    delta.record =
      delta.nodeData.map { $0 + "/" + ProposalCache.name } ?? delta.storage + "/" + recordName
    guard delta.storage != storage else {
      throw Refusal("IO error: lock hold by current process: \(storage)/LOCK", exit: 101)
    }
    return delta
  }
}

extension SocketAddress {
  fileprivate static func any(_ port: UInt16) -> SocketAddress {
    SocketAddress(host: "0.0.0.0", port: port)!
  }
}
