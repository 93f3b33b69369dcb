import Testing

struct RestTests {
  let room = Room()

  @Test(arguments: ["/mainnet", "/v1/mainnet", "/v2/mainnet", "/alpha", "/delta", "/api/v1"])
  func answersInTheShapesOfSnarkOS(base: String) async throws {
    let node = try NodeUnderTest(room, ["--block-seconds=100000", "--first-height=7"])
    let rest = try await node.rest()
    func get(_ path: String) throws -> String { try Client.get(rest, base + path).body }
    #expect(try get("/block/height/latest") == "7")
    #expect(try get("/block/hash/latest").hasPrefix("\"ab1"))
    #expect(try get("/block/3").contains("\"height\":3}"))
    #expect(try get("/peers/count") == "0")
    #expect(try get("/connections/bft/count") == "0")
    #expect(try get("/sync/status").hasPrefix("{\"is_synced\":true,\"ledger_height\":7,"))
    #expect(try get("/version").hasPrefix("{\"version\":\"0.0.0\","))
    let committee = try get("/committee/latest")
    #expect(committee.contains("\"members\":{\"aleo1"))
    #expect(committee.hasSuffix(":[10000000000000,true,0]},\"total_stake\":10000000000000}"))
  }

  @Test func answersNothingElse() async throws {
    let node = try NodeUnderTest(room)
    let rest = try await node.rest()
    for path in ["/", "/health", "/mainnet", "/mainnet/other", "/testnet/block/height/latest"] {
      let answer = try Client.get(rest, path)
      #expect(answer.status == 404 && answer.body.isEmpty, "\(path)")
    }
    #expect(try Client.get(rest, "/mainnet/block/1000000").status == 500)
    #expect(try Client.get(rest, "/mainnet/block/x").status == 400)
  }

  @Test(arguments: [("transaction", "\"at1"), ("solution", "\"solution1")])
  func takesBroadcastsUpToTheLimitOfABody(what: String, answer: String) async throws {
    let node = try NodeUnderTest(room, ["--as=snarkos-4.4"])
    let rest = try await node.rest()
    func post(_ bytes: Int, _ base: String = "/mainnet") throws -> Client.Answer {
      try Client.post(rest, "\(base)/\(what)/broadcast", String(repeating: "x", count: bytes))
    }
    let taken = try post(256_000)
    #expect(taken.status == 200 && taken.body.hasPrefix(answer))
    #expect(try post(256_001).status == 413)
    #expect(try post(0).status == 500)
    #expect(try post(0, "/v2/mainnet").status == 422)
    #expect(try Client.get(rest, "/mainnet/\(what)/broadcast").status == 405)
  }

  @Test func answersStateRootProgramAndMapping() async throws {
    let node = try NodeUnderTest(room, ["--block-seconds=100000", "--first-height=7"])
    let rest = try await node.rest()
    #expect(try Client.get(rest, "/mainnet/stateRoot/latest").body.hasPrefix("\"sr1"))
    #expect(try Client.get(rest, "/mainnet/program/credits.aleo").body.contains("credits.aleo"))
    let balance = "/mainnet/program/credits.aleo/mapping/account/aleo1x"
    #expect(try Client.get(rest, balance).body == "\"7u64\"")
  }

  @Test func lacksTheRoutesOfV4WhenToldTo() async throws {
    let node = try NodeUnderTest(room, ["--api=v3-only"])
    let rest = try await node.rest()
    #expect(try Client.get(rest, "/mainnet/version").status == 404)
    #expect(try Client.get(rest, "/mainnet/sync/status").status == 404)
    #expect(try Client.get(rest, "/mainnet/peers/count").status == 200)
  }

  @Test func keepsAConnectionUntilAskedToCloseIt() async throws {
    let node = try NodeUnderTest(room)
    let client = try Client(try await node.rest())
    for _ in 0..<3 {
      let answer = try client.get("/mainnet/peers/count")
      #expect(answer.status == 200 && answer.headers["connection"] == nil)
    }
    let last = try client.get("/mainnet/peers/count", headers: "Connection: close\r\n")
    #expect(last.headers["connection"] == "close")
    #expect(throws: TimedOut.self) { try client.receive() }
  }

  @Test func namesItsVersionOnEveryAnswer() async throws {
    let node = try NodeUnderTest(room, ["--release-version=9.8.7"])
    let rest = try await node.rest()
    #expect(try Client.get(rest, "/mainnet/peers/count").headers["x-node-version"] == "9.8.7")
    #expect(try Client.get(rest, "/nothing").headers["x-node-version"] == "9.8.7")
  }

  @Test func servesMetricsWhenToldTo() async throws {
    let node = try NodeUnderTest(room, ["--metrics", "--metrics-ip=127.0.0.1:0"])
    let metrics = try await node.running.says("Serving metrics on ")
    #expect(try Client.get(metrics, "/").body.contains("snarkos_bft_height_total "))
  }

  @Test func announcesAnUpgradeThatItNeeds() async throws {
    let node = try NodeUnderTest(
      room, ["--metrics", "--metrics-ip=127.0.0.1:0", "--upgrade-at=5000000"])
    let body = try Client.get(try await node.running.says("Serving metrics on "), "/").body
    #expect(body.contains("snarkos_consensus_needs_upgrade 1\n"))
    #expect(body.contains("snarkos_consensus_required_upgrade_height 5000000\n"))
  }

  @Test func servesWebSocketWhenToldTo() async throws {
    let node = try NodeUnderTest(room, ["--ws=127.0.0.1:0"])
    let client = try Client(try await node.running.says("Serving WebSocket on "))
    let answer = try client.get(
      "/ws",
      headers: "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
    #expect(answer.status == 101)
    #expect(answer.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    var frames = answer.body
    while frames.split(separator: "\"height\":").count < 3 {
      frames += String(decoding: try client.receive(), as: UTF8.self)
    }
  }
}
