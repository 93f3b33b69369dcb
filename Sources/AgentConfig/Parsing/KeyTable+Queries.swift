import Basics

/// The sections `[chain.<name>.probe.<query>]`.
extension KeyTable {
  typealias Queries = ChainConfiguration.Queries

  static func queries(
    _ path: [String], _ place: ConfigurationDraftField<Queries>
  ) -> [KeySection] {
    [
      query(
        path + ["height"], place.at(\.height),
        "The node's height: a whole number, in decimal or as \"0x…\"."),
      query(path + ["hash"], place.at(\.hash), "The hash of the latest block."),
      query(
        path + ["peers"], place.at(\.peers),
        "The number of connected peers: a whole number, or a list."),
      query(
        path + ["validators"], place.at(\.validators),
        "The number of connected validators: a whole number, or a list."),
      query(path + ["sync"], place.at(\.sync), "Whether the node is in sync."),
      query(
        path + ["committee"], place.at(\.committee),
        "The committee: an object with members (ADDRESS: [STAKE, …]) and total_stake."),
      query(
        path + ["ready"], place.at(\.ready),
        "Whether the node is ready to serve. If configured, the height is queried only after a yes."
      ),
    ]
  }

  private static func query(
    _ path: [String], _ place: ConfigurationDraftField<ProbeQuery>, _ meaning: String
  ) -> KeySection {
    KeySection(
      path: path, meaning: meaning,
      keys: [
        .text(
          "path", place.at(\.path), kind: "path, or empty",
          "The whole path of the query, needed with body, field or equals; empty for the route of the snarkOS family, with base_paths.",
          rule: TextRules.pathOrNone),
        .text(
          "body", place.at(\.body), kind: "string",
          "JSON to send by POST, such as a JSON-RPC call; empty for a GET. Put no keys here or in the path: every user of this host can read them, and peers.urls get the same query.",
          rule: TextRules.json),
        .text(
          "field", place.at(\.field), kind: "names and numbers with dots",
          #"The place of the value in the JSON answer, such as "result.height"; empty for the whole answer."#,
          rule: TextRules.field),
        .text(
          "equals", place.at(\.equals), kind: "string",
          #"For sync and ready: the value that means yes (if empty "true", of a metric any but 0). Without field, ready is a yes if it is the whole answer."#,
          rule: TextRules.value),
        .text(
          "metric", place.at(\.metric), kind: "name of a metric, or empty",
          "The metric with the value, for a node that answers only metrics; its labels are ignored.",
          rule: TextRules.metric),
      ], isSpecial: true)
  }
}

extension TextRules {
  @Sendable static func pathOrNone(_ text: String) -> TextVerdict {
    text.isEmpty ? .taken(text) : path(text)
  }

  @Sendable static func json(_ text: String) -> TextVerdict {
    guard text.utf8.count <= 2_000 else { return .refused("longer than 2000 bytes", hint: nil) }
    guard text.isEmpty || ["{", "["].contains(text.first), !hasControls(text) else {
      return .refused(
        "not a JSON object or array", hint: #"write '{"jsonrpc":"2.0","id":1,"method":"…"}'"#)
    }
    return .taken(text)
  }

  @Sendable static func field(_ text: String) -> TextVerdict {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard
      text.isEmpty
        || text.utf8.count <= 200 && !hasControls(text) && parts.allSatisfy({ !$0.isEmpty })
    else { return .refused("not a place in JSON", hint: #"write "result" or "data.0.height""#) }
    return .taken(text)
  }

  @Sendable static func value(_ text: String) -> TextVerdict {
    text.utf8.count <= 100 && !hasControls(text)
      ? .taken(text) : .refused("longer than 100 bytes, or with a control character", hint: nil)
  }

  @Sendable static func metric(_ text: String) -> TextVerdict {
    let isName = text.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]{0,199}/) != nil
    return text.isEmpty || isName
      ? .taken(text)
      : .refused(
        "not the name of a metric", hint: #"write it without labels, such as "chain_height""#)
  }
}
