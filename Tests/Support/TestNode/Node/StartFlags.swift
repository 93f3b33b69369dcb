enum StartFlags {
  static let all = common + behaviour + delta

  /// Those of snarkOS.
  private static let common = [
    Flag("validator", nil, "take part in consensus (the default)"),
    Flag("client", nil, "only follow the P2P peers"),
    Flag("private-key-file", "F", "0600 in a folder with 0700"),
    Flag("private-key", "KEY", "what is in that file, for all who see command lines"),
    Flag("dev", "N", "an identity by number instead of a key"),
    Flag("node", "ADDR:PORT", "P2P, default 0.0.0.0:4130"),
    Flag("bft", "ADDR:PORT", "default 0.0.0.0:5000"),
    Flag("rest", "ADDR:PORT", "default 0.0.0.0:3030"),
    Flag("norest", nil, "no REST"),
    Flag("rest-rps", "N", "requests a second for each peer address, default 10; 100000 is off"),
    Flag("ws", "ADDR:PORT", "WebSocket, deltaos only; none by default"),
    Flag("peers", "LIST", "P2P addresses to dial"),
    Flag("validators", "LIST", "BFT addresses to dial"),
    Flag("network", "NAME", "mainnet (default), testnet, canary, or 0, 1, 2"),
    Flag("storage", "DIR", "default ~/.aleo/storage/ledger-N; with --dev here, .ledger-N-ID"),
    Flag("ledger-storage", "DIR", "the same"),
    Flag("node-data-storage", "DIR", "where the proposal cache goes, default: as up to 4.4"),
    Flag("auto-migrate-node-data", nil, "fetch the proposal cache from where it was before"),
    Flag("metrics", nil, "serve metrics"),
    Flag("metrics-ip", "ADDR:PORT", "default 0.0.0.0:9000"),
    Flag("verbosity", "N", "0 hides DEBUG"),
    Flag("logfile", "F", "ignored"),
    Flag("jwt-secret", "SECRET", "ignored"),
    Flag("nodisplay", nil, "ignored"),
    Flag("nocdn", nil, "ignored"),
    Flag("allow-external-peers", nil, "ignored"),
    Flag("trusted-peers-only", nil, "ignored"),
    Flag("mode", "MODE", "adnet: alpha-only, delta-only, dual"),
  ]

  private static let behaviour = [
    Flag("as", "VERSION", Profile.help),
    Flag("api", "API", "v3 (default), v3-only (without the routes of v4), v4, v4.6"),
    Flag("base-paths", "LIST", "instead of /NETWORK,/v1/NETWORK,/v2/NETWORK,/alpha,/delta,/api/v1"),
    Flag("graceful", nil, "answer what is in flight at the end, and shut idle connections down"),
    Flag("udp", nil, "receive on UDP at the port for peers, too"),
    Flag("rest-delay", "SECONDS", "how long an answer takes, default 0"),
    Flag("block-seconds", "SECONDS", "default 1"),
    Flag("first-height", "N", "of an empty ledger, default 0"),
    Flag("committee-size", "N", "validators with equal stake, default 1"),
    Flag("committee", "LIST", "validators by --dev, as N or N:STAKE, instead of their number"),
    Flag("load-seconds", "SECONDS", "how long the ledger loads, default 0"),
    Flag("shutdown-delay", "SECONDS", "between a signal and the exit, default 0.3"),
    Flag("cache-bytes", "N", "size of the proposal cache, default small"),
    Flag("commit-kib", "N", "what a block writes to the disk, its latency in the log; default 0"),
    Flag("ballast-mib", "N", "memory it holds from its start, default 0"),
    Flag("ledger-format", "WORD", "what the ledger has to be written in, default 1"),
    Flag("layout", "WORD", StorageLayout.help),
    Flag("convert-seconds", "SECONDS", "how long convert takes, default 0"),
    Flag("convert-fails", nil, "convert ends with an error half way"),
    Flag("modes", "LIST", "those that run knows, default \(NodeSettings.Mode.all)"),
    Flag(
      "upgrade-at", "HEIGHT",
      "the consensus there needs another build; it ends 100 blocks before"),
    Flag("misbehave", "HOW", Misbehaviour.names),
    Flag("misbehave-on", "WHERE", "only with chain alpha or delta, or only as dual; adnet"),
    Flag("faults", "FILE", "what it does wrong while it runs: \(Faults.names)"),
    Flag("release-version", "V", "what it calls itself"),
    Flag(
      "features", "LIST",
      "what it says to have been built with, default mainnet; - for nothing said"),
  ]

  /// The second set, for dual: defaults one port higher, everything else shared.
  private static let delta = [
    Flag("delta-private-key-file", "F", "default: the identity of the first"),
    Flag("delta-dev", "N", "an identity by number instead of a key"),
    Flag("delta-node", "ADDR:PORT", "default 0.0.0.0:4131"),
    Flag("delta-bft", "ADDR:PORT", "default 0.0.0.0:5001"),
    Flag("delta-rest", "ADDR:PORT", "default 0.0.0.0:3031"),
    Flag("delta-ws", "ADDR:PORT", "none by default"),
    Flag("delta-metrics-ip", "ADDR:PORT", "none by default"),
    Flag("delta-storage", "DIR", "default: --storage with -delta"),
    Flag("delta-node-data-storage", "DIR", "default: --delta-storage"),
    Flag("delta-peers", "LIST", "P2P addresses to dial"),
    Flag("delta-validators", "LIST", "BFT addresses to dial"),
  ]
}
