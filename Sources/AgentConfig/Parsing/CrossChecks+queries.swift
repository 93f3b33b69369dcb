import Basics

extension CrossChecks {
  /// Queries that would do nothing, or nothing good.
  func queries(_ chain: ShippedChain) -> [ConfigurationDiagnostic] {
    let queries = draft[chain].settings.probe.queries
    let hasMetrics = draft[chain].ports.contains { $0.isEnabled && $0.settings.role == "metrics" }
    let all: [(name: String, query: ProbeQuery, hasYes: Bool, hasNumber: Bool)] = [
      ("height", queries.height, false, true), ("hash", queries.hash, false, false),
      ("peers", queries.peers, false, true), ("validators", queries.validators, false, true),
      ("sync", queries.sync, true, true), ("committee", queries.committee, false, false),
      ("ready", queries.ready, true, true),
    ]
    return all.flatMap { name, query, hasYes, hasNumber -> [ConfigurationDiagnostic] in
      let section = "chain.\(chain.rawValue).probe.\(name)"
      var found: [ConfigurationDiagnostic] = []
      func note(_ key: String, _ text: String, _ hint: String?) {
        found.append(problem(at: ["\(section).\(key)"], "\(section).\(key) \(text)", hint: hint))
      }
      if !query.metric.isEmpty {
        if !hasNumber { note("metric", "can't answer this query", "a metric is a number") }
        if !(query.path + query.body + query.field).isEmpty {
          note("metric", "excludes path, body and field", nil)
        }
        if !query.equals.isEmpty, Double(query.equals)?.isFinite != true {
          note("equals", "isn't a number", "a metric is a number")
        }
        if !hasMetrics {
          note("metric", "needs the port metrics", "set chain.\(chain.rawValue).ports.metrics")
        }
      } else if query.path.isEmpty, !query.isUsual {
        let key = [("body", query.body), ("field", query.field)].first { !$0.1.isEmpty }?.0
        note(key ?? "equals", "needs a path", nil)
      }
      if !query.equals.isEmpty, !hasYes {
        note("equals", "is only for sync and ready", nil)
      }
      return found
    }
  }
}
