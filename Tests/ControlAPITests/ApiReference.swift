import ControlAPI

/// docs/api.md, printed from the table of routes.
enum ApiReference {
  static var text: String {
    var lines = [
      "# The control API", "",
      "HTTP/1.1 and JSON on the unix socket `/run/adnet-agent/agent.sock`:", "",
      "    curl --unix-socket /run/adnet-agent/agent.sock http://localhost/v1/status", "",
      "Everyone on the host may read. Root and members of the group `adnet` may act; the kernel",
      "identifies the caller to the agent. What is open is also served over TCP at `agent.health_listen`, when",
      "that is set. This file is printed from the table of routes by a test.", "",
      "| request | who | query | body | body limit | time limit | answers |",
      "|---|---|---|---|---|---|---|",
    ]
    for route in RouteTable.routes {
      let body =
        switch route.body {
        case .none: "–"
        case .terms(let names) where names.isEmpty: "`{}` or none"
        case .terms(let names):
          (["terms"] + names.filter { !route.query.contains($0) }.map { "`\($0)`" })
            .joined(separator: " ")
        case .file: "the file"
        }
      let limit = route.body.limit >> 10
      lines.append(
        [
          "", "`\(route.method.rawValue) \(route.path)`", route.access.rawValue,
          route.query.isEmpty ? "–" : route.query.map { "`\($0)`" }.joined(separator: " "), body,
          limit >= 1024 * 1024 ? "\(limit >> 20) GiB" : "\(limit) KiB", "\(route.seconds) s",
          route.answers.map { "`\($0)`" }.joined(separator: " or "), "",
        ].joined(separator: " | ").trimmed)
    }
    lines += [
      "", "- Terms are a JSON object in the body with the names under *query* and *body*, such as",
      "  `{\"accept_halt\": true}`. Those under *query* are `true` or `false`, and may stand in the query",
      "  as `1` or `0` instead. The default is `false` or empty. Any other name is refused.",
      "- `dry_run` changes nothing and answers with the plan.",
      "- Keys of answers are snake_case. The camelCase keys of 0.2 (`nodePID` for `node_pid`) are",
      "  deprecated: they have the same values, and 0.4 leaves them out.",
      "- An order is answered 202 with its operation as soon as that is durable. What is so already is",
      "  answered 200 with `adnet.nothing/1` and a `kind` such as `already_stopped`: nothing was done.",
      "- A release that is added is answered 201, or 200 with `\"changed\": false` when it was there.",
      "- `GET /v1/operations/<id>?after=SEQ&wait=SECONDS` answers when the operation has changed",
      "  since `seq`, or after at most 30 seconds as it is.",
      "- `GET /v1/health?refresh=1` runs all checks again and answers after the last one.",
      "- `GET /healthz` and `GET /readyz?chain=CHAIN` answer 200 or 503, for load balancers: whether",
      "  the agent works, and whether clients should be sent to a chain's node (without a chain, to",
      "  each that should run). While clients wait behind the relay and no peer answers it is 503. A",
      "  drained chain for which peers answer is ready; with `drained=unready` none that is drained is.",
      "- Errors are `adnet.error/1`: match on `kind`, never on `text`; all kinds are in",
      "  [errors.md](errors.md), and a newer version may have more. 400 the request or the",
      "  configuration is wrong, 403 not permitted, 404 not found, 405 another method, 408 too",
      "  slow, 409 refused or busy, 413 too large, 500 tried and failed, 503 no answer in time,",
      "  507 no space.",
      "- At most 64 connections, 48 of them of callers who may only read; a head of at most 16 KiB;",
      "  a connection without a request ends after 30 seconds. An uploaded file may pause for",
      "  30 seconds, and is gone when its upload ends early.", "",
    ]
    return lines.joined(separator: "\n")
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
