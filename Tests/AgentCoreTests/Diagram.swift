import AgentCore

/// The states of an operation as Mermaid draws them, from the edges of a walk.
enum Diagram {
  static func page(swap: Set<Walk.Edge>, install: Set<Walk.Edge>) -> String {
    """
    # The states of a swap

    Written by a test that walks the policy through everything it can see; don't edit it. The test
    is `WalkTests`, and `ADNET_UPDATE=1 swift test --filter WalkTests` writes it again.

    Each state is durable before anything is done in it, and makes sense after a reboot. `back` is
    the way to the release that served before.

    | state | step, as people see it | what the agent does in it |
    |---|---|---|
    \(Phase.allCases.map { "| \($0.rawValue) | \($0.title) | \($0.words) |" }.joined(separator: "\n"))

    | operation | its states, when all goes well |
    |---|---|
    \(OperationKind.allCases.map(row).joined(separator: "\n"))

    Without handoff, or with no node to divert from, `raise`, `divert`, `drain` and `restore` pass
    at once.

    ## Swap, rollback

    ```mermaid
    \(chart(swap))
    ```

    ## Install

    ```mermaid
    \(chart(install))
    ```

    """
  }

  private static func row(_ kind: OperationKind) -> String {
    let operation = Sample.operation(.raise, kind)
    return "| \(kind.rawValue) | \(operation.path.map(\.rawValue).joined(separator: " → ")) |"
  }

  private static func chart(_ edges: Set<Walk.Edge>) -> String {
    let lines = edges.map { edge in
      switch edge.to {
      case .place(let place): (edge.from, place, "  \(name(edge.from)) --> \(name(place))")
      case .outcome(let outcome):
        (edge.from, edge.from, "  \(name(edge.from)) --> [*]: \(outcome.rawValue)")
      }
    }
    let sorted = lines.sorted { a, b in
      a.0 != b.0 ? a.0 < b.0 : a.1 != b.1 ? a.1 < b.1 : a.2 < b.2
    }
    return (["stateDiagram-v2"] + sorted.map(\.2)).joined(separator: "\n")
  }

  private static func name(_ place: Walk.Place) -> String {
    place.direction == .back ? "back_\(place.phase.rawValue)" : place.phase.rawValue
  }
}
