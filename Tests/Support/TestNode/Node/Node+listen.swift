extension Node {
  func listen() throws(Refusal) {
    let wrong = settings.misbehaviour.wrongPort
    try p2p.listen(settings.p2p, elsewhere: wrong == .p2p)
    log.info("Listening for peers on \(p2p.address ?? settings.p2p)")
    if settings.hasUDP {
      // Open as long as the process lives.
      _ = try UDP.receive(at: p2p.address ?? settings.p2p)
      log.info("Receiving on UDP at \(p2p.address ?? settings.p2p)")
    }
    if settings.isValidator {
      try bft.listen(settings.bft, elsewhere: wrong == .bft)
      log.info("Starting the gateway for consensus on \(bft.address ?? settings.bft)")
    }
    if let wished = settings.webSocket {
      do throws(TCP.Failed) {
        let server = try WebSocketServer(loop, wished, settings.faults) { [unowned self] in
          ledger.height
        }
        log.info("Serving WebSocket on \(server.address ?? wished)")
        webSocket = server
      } catch {
        throw Refusal("cannot listen on \(wished): \(error.text)", exit: 101)
      }
    }
    if let wished = settings.rest {
      let address = wrong == .rest ? wished.with(port: 0) : wished
      rest = try serve(address, "REST", delay: settings.restDelay) { [unowned self] in
        answer($0, $1)
      }
      log.info("\(Token.line)")
    }
    log.info("The node is up: \(settings.identity) on \(settings.network)")
  }

  func serve(
    _ address: SocketAddress, _ what: String, delay: Double = 0,
    _ respond: @escaping (HTTPRequest, SocketAddress) -> HTTPAnswer
  ) throws(Refusal) -> HTTPServer {
    do {
      let server = try HTTPServer(loop, address, delay: delay, respond: respond)
      log.info("Serving \(what) on \(server.address)")
      return server
    } catch {
      throw Refusal("cannot serve \(what) on \(address): \(error.text)", exit: 101)
    }
  }

  private func answer(_ request: HTTPRequest, _ peer: SocketAddress) -> HTTPAnswer {
    var answer: HTTPAnswer
    answered += 1
    requests[request.path, default: 0] += 1
    if let fault = settings.faults.answer,
      let wrong = HTTPFault(fault, height: ledger.height, count: answered)
    {
      answer = HTTPAnswer()
      answer.fault = wrong
      return answer
    }
    if rateLimit?.admits(peer, at: Clock.now()) == false {
      answer = settings.api.limit(at: request.path)
    } else {
      answer = RestRoutes(
        settings: settings, height: ledger.height, committee: committee, peerCount: p2p.peers.count,
        bftCount: bft.peers.count, bestPeerHeight: bestPeerHeight
      ).answer(request)
    }
    answer.headers.append(("x-node-version", settings.version))
    if settings.mode != nil { answer.headers.append(("x-acdc-block-height", "\(ledger.height)")) }
    return answer
  }

  private var bestPeerHeight: Int? {
    (settings.isValidator ? bft : p2p).peers.values.map(\.height).max()
  }

  var metricsText: String {
    """
    snarkos_bft_height_total \(ledger.height)
    snarkos_bft_connected_total \(bft.peers.count)
    snarkos_router_connected_total \(p2p.peers.count)
    snarkos_consensus_needs_upgrade \(settings.upgradeAt == nil ? 0 : 1)
    snarkos_consensus_required_upgrade_height \(settings.upgradeAt ?? 0)
    snarkos_consensus_required_upgrade_version \(settings.upgradeAt == nil ? 0 : 12)

    """
      + requests.sorted { $0.key < $1.key }.map {
        "adnet_testnode_requests_total{path=\"\($0.key)\"} \($0.value)\n"
      }.joined()
  }
}
