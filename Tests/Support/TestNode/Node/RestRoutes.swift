/// The answers of the REST, in snarkOS's shapes.
struct RestRoutes {
  let settings: NodeSettings
  let height: Int
  let committee: Committee
  let peerCount: Int
  let bftCount: Int
  let bestPeerHeight: Int?

  func answer(_ request: HTTPRequest) -> HTTPAnswer {
    if settings.mode != nil, let answer = unified(request.path) { return answer }
    for base in settings.basePaths where request.path.hasPrefix(base + "/") {
      let path = request.path.dropFirst(base.count + 1).split(separator: "/")
      if let what = path.first, path.dropFirst() == ["broadcast"] {
        return broadcast(String(what), request)
      }
      guard request.method == "GET" else { return HTTPAnswer(status: 405) }
      return chain(path, request.path)
    }
    return .notFound
  }

  /// The largest body of a broadcast: twice the largest transaction (snarkVM's MAX_TRANSACTION_SIZE, 128,000).
  static let longestBody = 2 * 128_000

  private func broadcast(_ what: String, _ request: HTTPRequest) -> HTTPAnswer {
    guard ["transaction", "solution"].contains(what) else { return .notFound }
    guard request.method == "POST" else { return HTTPAnswer(status: 405) }
    guard request.bodyBytes <= Self.longestBody else {
      return .text("length limit exceeded", status: 413)
    }
    guard request.bodyBytes > 1 else {
      return settings.api.failure("Invalid \(what)", status: 422, at: request.path)
    }
    return .json("\"\(Bech32.name(what == "solution" ? "solution" : "at", of: "\(height)"))\"")
  }

  private func chain(_ path: [Substring], _ whole: String) -> HTTPAnswer {
    switch path {
    case ["block", "height", "latest"]: .json(String(height))
    case ["block", "hash", "latest"]: .json("\"\(hash(height))\"")
    case ["block", "latest"]: .json(block(height))
    case ["peers", "count"]: .json(String(peerCount))
    case ["committee", "latest"]: .json(committee.json(height: height))
    case ["stateRoot", "latest"]: .json("\"\(Bech32.name("sr", of: "\(height)"))\"")
    case _ where path.count == 2 && path[0] == "program": .json("\"program \(path[1]);\"")
    case _ where path.count == 5 && path[0] == "program" && path[2] == "mapping":
      .json("\"\(height)u64\"")
    case _ where path.count == 2 && path[0] == "block": numbered(path[1], whole)
    case _ where settings.api == .v3Only: .notFound
    case ["version"]: .json(version)
    case ["sync", "status"]: .json(sync)
    case ["connections", "bft", "count"]: .json(String(bftCount))
    default: .notFound
    }
  }

  /// The unified binary's own API.
  private func unified(_ path: String) -> HTTPAnswer? {
    switch path {
    case "/health": .json("{\"status\":\"ok\"}")
    case "/api/v1/version": .json(version)
    case "/api/v1/chain/height": .json(String(height))
    case "/api/v1/status":
      .json(
        "{\"height\":\(height),\"mode\":\"\(settings.mode?.rawValue ?? "")\",\"peers\":\(peerCount)}"
      )
    default: nil
    }
  }

  private var version: String {
    "{\"version\":\"\(settings.version)\",\"git_commit\":\"\(commit)\",\"git_branch\":\"testnode\","
      + "\"features\":[\"\(settings.network)\"]}"
  }

  private var commit: String {
    String(Bech32.name("c", of: settings.version).dropFirst(2).prefix(40))
  }

  private var sync: String {
    let isSynced = height >= bestPeerHeight ?? 0
    let best = bestPeerHeight.map(String.init) ?? "null"
    return "{\"is_synced\":\(isSynced),\"ledger_height\":\(height),\"sync_mode\":\"P2P\","
      + "\"cdn_height\":null,\"p2p_height\":\(best)}"
  }

  private func numbered(_ text: Substring, _ path: String) -> HTTPAnswer {
    guard let number = Int(text) else {
      return .text("Invalid URL: Cannot parse `\(text)`", status: 400)
    }
    guard (0...height).contains(number) else {
      return settings.api.failure(
        "Something went wrong: Missing block for height \(number)", status: 404, at: path)
    }
    return .json(block(number))
  }

  private func block(_ number: Int) -> String {
    "{\"block_hash\":\"\(hash(number))\",\"previous_hash\":\"\(hash(number - 1))\","
      + "\"header\":{\"metadata\":{\"network\":0,\"round\":\(number * 2),\"height\":\(number)}},"
      + "\"transactions\":[]}"
  }

  private func hash(_ number: Int) -> String {
    let branch = settings.faults.isForked && number > 0 ? " forked" : ""
    return Bech32.name("ab", of: "\(settings.network) \(number)\(branch)")
  }
}
