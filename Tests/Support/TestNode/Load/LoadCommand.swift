import Glibc

enum LoadCommand {
  static let usage = "adnet-testnode load --url URL [FLAGS]"

  static let flags = [
    Flag("url", "URL", "http, with an address as its host"),
    Flag("mode", "MODE", "new (a connection per request, default), keepalive, flat"),
    Flag("rate", "N", "requests a second, default 100; not for flat"),
    Flag("duration", "SECONDS", "default 10, or no end with --until-file"),
    Flag("until-file", "FILE", "end as soon as it exists"),
    Flag("timeout", "SECONDS", "for a request, connect included, default 10"),
    Flag("connections", "N", "of keepalive and flat, default 16"),
    Flag("source", "ADDR", "connect from there"),
    Flag("expect", "integer|any", "the body, default integer for …/height/latest"),
    Flag("json", nil, "the report as one line of JSON"),
  ]

  /// Exit 0 when nothing failed, 1 otherwise.
  static func run(_ words: ArraySlice<String>) throws(Refusal) {
    let settings = try LoadSettings(Arguments(words, flags))
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let report = LoadReport(settings: settings, counts: LoadGenerator(settings).run())
    Output.line(settings.isJSON ? report.json : report.text)
    exit(report.counts.failed == 0 && report.counts.succeeded > 0 ? 0 : 1)
  }
}
