extension KeyTable {
  static func chain(_ chain: ShippedChain, roles: [String]) -> [KeySection] {
    let path = ["chain", chain.rawValue]
    let settings = Place.chain(chain)
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
            "The account the node runs as, in every topology. adnet.service is one process and needs all chains to have the same one. With another one the next restart gives it /var/lib/adnet/nodes/\(chain.rawValue) while the node is away; what is elsewhere, such as a key, it has to be able to read already.",
            rule: TextRules.user),
          .texts(
            "environment", settings.at(\.environment), 0...64, kind: #"array of "NAME=VALUE""#,
            distinct: true,
            "Environment variables of the node in \(chain.node).service and adnet@\(chain.rawValue).service; placeholders as in command. Everyone on the host can read them: no keys. A validator must not have ADNET_DEV_PROOF or ADNET_SKIP_VK_VERIFY, which switch its checks off.",
            rule: TextRules.variable),
        ]),
      KeySection(
        path: path + ["command"],
        meaning:
          "The node's arguments. Placeholders: {home} {chain} {program}, and for each port {ROLE.address} {ROLE.port} {ROLE.endpoint}, the last being address:port, [address]:port for IPv6.",
        keys: [
          .arguments(
            chain.node, settings.at(\.command.own), from: settings.at(\.command.ownFrom),
            #"Of \#(chain.node).service. Where an upgrade changes the options, "\#(chain.node)@4.5" = […] has those from version 4.5 of the program on. A release takes the key with the highest version that isn't above its own, an older one takes this one; 4.5.0-rc1 is older than 4.5."#
          ),
          .arguments(
            "adnet", settings.at(\.command.unified), from: settings.at(\.command.unifiedFrom),
            #"Of adnet@\#(chain.rawValue).service, the unified binary for this one chain; "adnet@1.1" = […] has those from version 1.1 of it on."#
          ),
          .texts(
            "arguments", settings.at(\.command.additional), 0...200, kind: "array of strings",
            distinct: false,
            "What this site adds to each of these commands that no file gives: of \(chain.node).service, of adnet@\(chain.rawValue).service, and of adnet.service, where this chain's own options, such as --peers, have the prefix of its others. An option that the default has, too, is taken from here.",
            rule: TextRules.argument),
          .flag(
            "compare_features", settings.at(\.command.comparesFeatures),
            "Whether a release is refused that was built without something that the one before has (`features=[…]` of its --version)."
          ),
          .flag(
            "check_ports", settings.at(\.command.checksPorts),
            "Whether `config check` wants each port of the roles rest, ws, p2p and bft to be in the commands of this chain, by placeholder or number. false is for a node that has them from a file of its own."
          ),
          .flag(
            "check_flags", settings.at(\.command.checksFlags),
            "Whether a release is refused whose --help doesn't have an option that the command gives it."
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
            "How long a client waits for the node before it is answered 503 with Retry-After.")
        ]),
      KeySection(
        path: path + ["drain"],
        meaning: "Clients whose connections the node has when it is drained.",
        keys: [
          .duration(
            "grace", settings.at(\.drain.graceMilliseconds), 1_000...600_000, step: 1_000,
            "How long the node gets for the answers it owes before it is stopped: above its slowest handler."
          ),
          .duration(
            "linger", settings.at(\.drain.lingerMilliseconds), 1_000...600_000, step: 1_000,
            "How long the relay keeps idle clients when the node is back. Others go back to it with the end of their next answer."
          ),
        ]),
      probe(path, settings.at(\.probe)),
      KeySection(
        path: path + ["peers"], meaning: "Other nodes of the chain.",
        keys: [
          .texts(
            "urls", settings.at(\.peers.urls), 0...64, kind: "array of strings", distinct: true,
            #"Base URLs of their REST, such as "http://203.0.113.7:3030". That of a validator has its address in front, "aleo1…@http://203.0.113.7:3030": only so is it known who is missing from the committee."#,
            rule: TextRules.peer),
          .count(
            "rate", settings.at(\.peers.rate), 0...1_000_000,
            "How many requests a second each of them answers one address (its --rest-rps), for plans; 0 for no limit.",
            kind: "requests a second"),
        ]),
      KeySection(
        path: path + ["quorum"], meaning: "Whether the chain goes on without this node.",
        keys: [
          .flag(
            "guard", settings.at(\.quorum.guards),
            "Whether the node is left running when the chain would halt without it. false is for networks where a halt doesn't matter."
          ),
          .text(
            "address", settings.at(\.quorum.address), kind: "validator address",
            "This validator's own. Without it the one with most stake of those that are nobody else's is assumed.",
            rule: TextRules.validator),
          .text(
            "file", settings.at(\.quorum.file), kind: "path",
            "A genesis file (`adnet-agent genesis check`), for when neither the node nor a peer tells the committee.",
            rule: TextRules.file),
        ]),
      ledger(path, settings.at(\.ledger)),
      KeySection(
        path: path + ["activation"], meaning: "A change of the chain's rules to come.",
        keys: [
          .count(
            "height", settings.at(\.activation.height), 0...4_294_967_295,
            "The first height with the new rules; 0 for none.", kind: "height"),
          .text(
            "version", settings.at(\.activation.version), kind: "version",
            "The first version of the program that can follow them. From that height on nothing older is put in place.",
            rule: TextRules.version),
        ]),
    ]
  }

  private static func port(_ role: String, of chain: ShippedChain) -> KeySection {
    let port = Place.port(role, of: chain)
    return KeySection(
      path: ["chain", chain.rawValue, "ports", role], meaning: meaning(ofPort: role),
      keys: [
        .flag("enabled", port.at(\.isEnabled), "false: the node has no such port."),
        .text(
          "address", port.at(\.settings.address), kind: "IP address",
          "Where the node listens; 0.0.0.0 for all IPv4, :: for all IPv6 and IPv4.",
          rule: TextRules.address),
        .count("port", port.at(\.settings.port), 1...65_535, "The TCP port.", kind: "port number"),
        .flag(
          "held", port.at(\.settings.isHeld),
          "true: systemd holds the listening socket, so that clients wait instead of failing while no node runs. Possible for \(chain.holdableRoles.joined(separator: " and "))."
        ),
        .flag(
          "ready", port.at(\.settings.isReady),
          "true: the node is ready only when it listens here."),
      ])
  }

  private static func meaning(ofPort role: String) -> String {
    switch role {
    case "rest": "The REST API."
    case "ws": "The WebSocket."
    case "p2p":
      "Other nodes. Never held: a peer that waits longer than its handshake timeout is lost."
    case "bft": "Consensus among validators; explicit, since two nodes with the default collide."
    case "metrics": "Metrics, for this host alone."
    default: "A port of your own."
    }
  }

  private static func limits(_ path: [String], _ place: Place<ChainConfiguration.Limits>)
    -> KeySection
  {
    KeySection(
      path: path + ["limits"], meaning: "What the node may use.",
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
          "Above this the kernel slows the node down and reclaims its memory (MemoryHigh=); empty for no limit.",
          rule: TextRules.memory),
      ])
  }

  private static func timeouts(_ path: [String], _ place: Place<ChainConfiguration.Timeouts>)
    -> KeySection
  {
    KeySection(
      path: path + ["timeouts"], meaning: "How long things may take.",
      keys: [
        .duration(
          "stop", place.at(\.stopMilliseconds), 1_000...3_600_000, step: 1_000,
          "How long the node may take to stop, before it is killed and loses its proposal cache: for a validator at least 120s."
        ),
        .duration(
          "start_grace", place.at(\.startGraceMilliseconds), 1_000...86_400_000,
          step: 1_000,
          "How long the node may load its ledger, before a port that is still missing is reported."),
      ])
  }

  private static func restart(_ path: [String], _ place: Place<ChainConfiguration.Restart>)
    -> KeySection
  {
    KeySection(
      path: path + ["restart"], meaning: "What happens after a node died on its own.",
      keys: [
        .duration(
          "backoff_first", place.at(\.backoffFirstMilliseconds), 10...60_000,
          "The wait before the first restart; doubled with each further failure."),
        .duration(
          "backoff_cap", place.at(\.backoffCapMilliseconds), 1_000...3_600_000,
          step: 1_000, "The longest wait. Restarts are never given up."),
        .duration(
          "stable", place.at(\.stableMilliseconds), 1_000...86_400_000, step: 1_000,
          "A run of this length ends a series of failures."),
        .flag(
          "heal", place.at(\.heals),
          "Whether the agent restarts a node that hangs or stands still: gracefully, once, and only while more than half of peers.urls advance."
        ),
      ])
  }

  private static func probe(_ path: [String], _ place: Place<ChainConfiguration.Probe>)
    -> KeySection
  {
    KeySection(
      path: path + ["probe"], meaning: "How the agent looks at the node's health.",
      keys: [
        .texts(
          "base_paths", place.at(\.basePaths), 1...16, kind: "array of strings",
          distinct: true,
          "What may stand in front of /block/height/latest; the first that answers is kept.",
          rule: TextRules.basePath),
        .duration(
          "period", place.at(\.periodMilliseconds), 200...600_000,
          "The time between two questions for the height; peers, validators, WebSocket and the peers of peers.urls are asked every third time, metrics and block hashes every sixth. Nodes allow about one request a second."
        ),
        .duration(
          "timeout", place.at(\.timeoutMilliseconds), 100...60_000,
          "How long an answer may take."),
        .count(
          "failures", place.at(\.failures), 1...20,
          "So many failures in a row, and something counts as failing."),
        .count(
          "successes", place.at(\.successes), 1...20,
          "So many answers in a row, and it is well again."),
        .duration(
          "stall", place.at(\.stallMilliseconds), 1_000...86_400_000,
          "How long the height may stand still; eight blocks, where that is longer."),
        .duration(
          "quiet", place.at(\.quietMilliseconds), 1_000...86_400_000,
          "How long a node that loads may do nothing, no processor time, no disk, no new line in its log, before it counts as stuck."
        ),
        .text(
          "ws_path", place.at(\.webSocketPath), kind: "path",
          "Where the WebSocket is asked for a handshake and a ping.", rule: TextRules.path),
        .text(
          "metrics_path", place.at(\.metricsPath), kind: "path",
          "Where the metrics are.", rule: TextRules.path),
      ])
  }
}
