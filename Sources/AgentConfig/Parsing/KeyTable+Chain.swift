extension KeyTable {
  static func chain(_ chain: ShippedChain, roles: [String]) -> [KeySection] {
    let path = ["chain", chain.rawValue]
    let settings = ConfigurationDraftField.chain(chain)
    return [
      KeySection(
        path: path, meaning: "The chain \(chain.rawValue).",
        keys: [
          .text(
            "program", settings.at(\.program), kind: "string",
            "The name of the program that \(chain.node).service runs, as in `adnet-agent release add --name`.",
            rule: TextRules.program),
          .text(
            "user", settings.at(\.user), kind: "string",
            "The account the node runs as, in every topology. adnet.service is one process and needs the same account for all chains. After a change the next restart gives /var/lib/adnet/nodes/\(chain.rawValue) to the new account while the node is down; files elsewhere, such as a key, must be readable by it already.",
            rule: TextRules.user),
          .texts(
            "environment", settings.at(\.environment), 0...64, kind: #"array of "NAME=VALUE""#,
            distinct: true,
            "Environment variables of the node in \(chain.node).service and adnet@\(chain.rawValue).service; placeholders as in command. Every user of the host can read them: put no keys here. A validator must not set ADNET_DEV_PROOF or ADNET_SKIP_VK_VERIFY: they disable its checks.",
            rule: TextRules.variable),
        ]),
      KeySection(
        path: path + ["command"],
        meaning:
          "The node's arguments. Placeholders: {home} {chain} {program}, and for each port {ROLE.address} {ROLE.port} {ROLE.endpoint} (address:port, or [address]:port for IPv6).",
        keys: [
          .arguments(
            chain.node, settings.at(\.command.own), from: settings.at(\.command.ownFrom),
            #"For \#(chain.node).service. If an upgrade changes the options, "\#(chain.node)@4.5" = […] has those for version 4.5 of the program and later. A release uses the key with the highest version that isn't above its own, an older release uses this key; 4.5.0-rc1 is older than 4.5."#
          ),
          .arguments(
            "adnet", settings.at(\.command.unified), from: settings.at(\.command.unifiedFrom),
            #"For adnet@\#(chain.rawValue).service, the unified binary for this one chain; "adnet@1.1" = […] has those for version 1.1 of it and later."#
          ),
          .texts(
            "arguments", settings.at(\.command.additional), 0...200, kind: "array of strings",
            distinct: false,
            "Arguments of this site, added to each of these commands that no file sets: of \(chain.node).service, adnet@\(chain.rawValue).service, and adnet.service, where this chain's own options, such as --peers, get the chain's prefix. An option that is also in the default replaces it.",
            rule: TextRules.argument),
          .flag(
            "compare_features", settings.at(\.command.comparesFeatures),
            "Whether a release is refused if it was built without a feature that the previous one has (`features=[…]` of its --version)."
          ),
          .flag(
            "check_ports", settings.at(\.command.checksPorts),
            "Whether `config check` requires each port of the roles rest, ws, p2p and bft in the commands of this chain, as a placeholder or number. false is for a node that gets them from a file of its own."
          ),
          .flag(
            "check_flags", settings.at(\.command.checksFlags),
            "Whether a release is refused if its --help lacks an option that the command uses."
          ),
        ]),
    ] + roles.map { port($0, of: chain) } + [
      limits(path, settings.at(\.limits)), timeouts(path, settings.at(\.timeouts)),
      restart(path, settings.at(\.restart)),
      KeySection(
        path: path + ["park"], meaning: "Clients that wait while no node runs.",
        keys: [
          .duration(
            "limit", settings.at(\.park.limitMilliseconds), 1_000...600_000, step: 1_000,
            "How long a client waits for the node before it gets 503 with Retry-After.")
        ]),
      KeySection(
        path: path + ["drain"],
        meaning: "Clients that are connected to the node when it is drained.",
        keys: [
          .duration(
            "grace", settings.at(\.drain.graceMilliseconds), 1_000...600_000, step: 1_000,
            "How long the node gets to send its pending answers before it is stopped; longer than its slowest handler takes."
          ),
          .duration(
            "linger", settings.at(\.drain.lingerMilliseconds), 1_000...600_000, step: 1_000,
            "How long the relay keeps idle clients after the node is back. The others return to the node at the end of their next answer."
          ),
        ]),
      probe(path, settings.at(\.probe)),
    ] + queries(path + ["probe"], settings.at(\.probe.queries)) + [
      KeySection(
        path: path + ["peers"], meaning: "Other nodes of the chain.",
        keys: [
          .texts(
            "urls", settings.at(\.peers.urls), 0...64, kind: "array of strings", distinct: true,
            #"Base URLs of their REST, such as "http://203.0.113.7:3030". Put a validator's address in front of its URL, "aleo1…@http://203.0.113.7:3030": without it the agent can't see which members of the committee are missing."#,
            rule: TextRules.peer),
          .count(
            "rate", settings.at(\.peers.rate), 0...1_000_000,
            "How many requests a second each of them accepts from one address (its --rest-rps), for plans; 0 for no limit.",
            kind: "requests a second"),
        ]),
      KeySection(
        path: path + ["quorum"], meaning: "Protection of the chain's quorum.",
        keys: [
          .flag(
            "guard", settings.at(\.quorum.guards),
            "Whether the node is kept running when the chain would halt without it. false is for networks where a halt doesn't matter."
          ),
          .text(
            "address", settings.at(\.quorum.address), kind: "validator address",
            "This validator's own address. If empty, the committee member with most stake that isn't a configured peer is assumed.",
            rule: TextRules.validator),
          .text(
            "file", settings.at(\.quorum.file), kind: "path",
            "A genesis file (`adnet-agent genesis check`), used when neither the node nor a peer reports the committee.",
            rule: TextRules.file),
        ]),
      ledger(path, settings.at(\.ledger)),
      KeySection(
        path: path + ["activation"], meaning: "A planned change of the chain's rules.",
        keys: [
          .count(
            "height", settings.at(\.activation.height), 0...4_294_967_295,
            "The first height with the new rules; 0 for none.", kind: "height"),
          .text(
            "version", settings.at(\.activation.version), kind: "version",
            "The first version of the program that supports them. From lead blocks before the height on an older version is refused.",
            rule: TextRules.version),
          .count(
            "lead", settings.at(\.activation.lead), 0...100_000,
            "How many blocks before the height a node ends whose version doesn't support them, as snarkOS does; 0 for a node that runs up to it.",
            kind: "blocks"),
        ]),
    ]
  }

  private static func port(_ role: String, of chain: ShippedChain) -> KeySection {
    let port = ConfigurationDraftField.port(role, of: chain)
    return KeySection(
      path: ["chain", chain.rawValue, "ports", role], meaning: meaning(ofPort: role),
      keys: [
        .flag("enabled", port.at(\.isEnabled), "false: the node has no such port."),
        .text(
          "address", port.at(\.settings.address), kind: "IP address",
          "The address the node listens on; 0.0.0.0 for all IPv4, :: for all IPv6 and IPv4.",
          rule: TextRules.address),
        .count("port", port.at(\.settings.port), 1...65_535, "The TCP port.", kind: "port number"),
        .flag(
          "held", port.at(\.settings.isHeld),
          "true: systemd holds the listening socket, so that clients wait instead of failing while no node runs. Possible for \(chain.holdableRoles.joined(separator: " and "))."
        ),
        .flag(
          "ready", port.at(\.settings.isReady),
          "true: the node counts as ready only when it listens here."),
        .word(
          "udp", port.at(\.settings.udp),
          "UDP under the same number. optional: another process there is reported. wanted: the node is degraded unless it receives there. off: not checked, as where the kernel lacks udp_diag."
        ),
      ])
  }

  private static func meaning(ofPort role: String) -> String {
    switch role {
    case "rest": "The REST API."
    case "ws": "The WebSocket."
    case "p2p":
      "Other nodes. Never held: a peer that waits longer than its handshake timeout is lost."
    case "bft":
      "Consensus among validators; set explicitly, since the defaults of two nodes collide."
    case "metrics": "Metrics, for this host only."
    default: "A port of your own."
    }
  }

  private static func limits(
    _ path: [String], _ place: ConfigurationDraftField<ChainConfiguration.Limits>
  )
    -> KeySection
  {
    KeySection(
      path: path + ["limits"], meaning: "Resource limits of the node.",
      keys: [
        .count(
          "open_files", place.at(\.openFiles), 1_024...1_048_576,
          "File descriptors (LimitNOFILE=).", kind: "number of descriptors"),
        .count(
          "tasks", place.at(\.tasks), 64...4_194_304,
          "Threads and processes (TasksMax=).", kind: "number of threads"),
        .text(
          "memory_high", place.at(\.memoryHigh),
          kind: "bytes with K, M, G or T (or KiB, MiB, GiB, TiB), or percent of the memory",
          "Above this the kernel throttles the node and reclaims its memory (MemoryHigh=); empty for no limit.",
          rule: TextRules.memory),
      ])
  }

  private static func timeouts(
    _ path: [String], _ place: ConfigurationDraftField<ChainConfiguration.Timeouts>
  )
    -> KeySection
  {
    KeySection(
      path: path + ["timeouts"], meaning: "Timeouts.",
      keys: [
        .duration(
          "stop", place.at(\.stopMilliseconds), 1_000...3_600_000, step: 1_000,
          "How long the node may take to stop before it is killed and loses its proposal cache; at least 120s for a validator."
        ),
        .duration(
          "start_grace", place.at(\.startGraceMilliseconds), 1_000...86_400_000,
          step: 1_000,
          "How long the node may load its ledger before a missing port is reported."),
      ])
  }

  private static func restart(
    _ path: [String], _ place: ConfigurationDraftField<ChainConfiguration.Restart>
  )
    -> KeySection
  {
    KeySection(
      path: path + ["restart"], meaning: "Restarts after the node has died on its own.",
      keys: [
        .duration(
          "backoff_first", place.at(\.backoffFirstMilliseconds), 10...60_000,
          "The wait before the first restart; doubled with each further failure."),
        .duration(
          "backoff_cap", place.at(\.backoffCapMilliseconds), 1_000...3_600_000,
          step: 1_000, "The longest wait. There is no limit on the number of restarts."),
        .duration(
          "stable", place.at(\.stableMilliseconds), 1_000...86_400_000, step: 1_000,
          "A run of this length ends a series of failures."),
        .flag(
          "heal", place.at(\.heals),
          "Whether the agent restarts a hung or stalled node: gracefully, once, and only while more than half of peers.urls advance."
        ),
      ])
  }

  private static func probe(
    _ path: [String], _ place: ConfigurationDraftField<ChainConfiguration.Probe>
  )
    -> KeySection
  {
    KeySection(
      path: path + ["probe"], meaning: "Health checks of the node.",
      keys: [
        .texts(
          "base_paths", place.at(\.basePaths), 1...16, kind: "array of strings",
          distinct: true,
          "Prefixes to try for /block/height/latest; the first that answers is kept.",
          rule: TextRules.basePath),
        .duration(
          "period", place.at(\.periodMilliseconds), 200...600_000,
          "The time between two queries for the height; peers, validators, WebSocket and the peers of peers.urls are queried every third time, metrics and block hashes every sixth. Nodes allow about one request a second."
        ),
        .duration(
          "timeout", place.at(\.timeoutMilliseconds), 100...60_000,
          "How long an answer may take."),
        .count(
          "failures", place.at(\.failures), 1...20,
          "Failures in a row after which a check counts as failing."),
        .count(
          "successes", place.at(\.successes), 1...20,
          "Answers in a row after which it counts as passing again."),
        .duration(
          "stall", place.at(\.stallMilliseconds), 1_000...86_400_000,
          "How long the height may stay the same; the time of eight blocks, if that is longer."),
        .duration(
          "quiet", place.at(\.quietMilliseconds), 1_000...86_400_000,
          "How long a loading node may show no activity (processor time, disk, new lines in its log) before it counts as stuck."
        ),
        .text(
          "ws_path", place.at(\.webSocketPath), kind: "path",
          "The path of the WebSocket, for a handshake and a ping.", rule: TextRules.path),
        .text(
          "metrics_path", place.at(\.metricsPath), kind: "path",
          "The path of the metrics. How a node of another family is queried is in [chain.<chain>.probe.<query>], docs/configuration.md; adnet-agent probe try CHAIN tests it.",
          rule: TextRules.path),
      ])
  }
}
