import AgentCore
import Basics

/// Walks an operation through everything that can be seen, from every state it can come to.
struct Walk {
  struct Place: Hashable, Comparable {
    let phase: Phase
    let direction: Direction

    static func < (a: Place, b: Place) -> Bool { a.rank < b.rank }
    private var rank: (Int, Int) {
      (direction == .forward ? 0 : 1, Phase.allCases.firstIndex(of: phase) ?? 0)
    }
  }

  enum End: Hashable {
    case place(Place)
    case outcome(Outcome)
  }
  struct Edge: Hashable { let from: Place, to: End }

  private(set) var edges: Set<Edge> = []
  private(set) var states = 0
  private(set) var steps = 0
  private(set) var broken: [String] = []

  init(from operation: Operation) {
    var seen: Set<Operation> = []
    var views: [Set<Generation>: [ChainObservation]] = [:]
    var open = [Self.normal(operation)]
    while let operation = open.popLast() {
      guard seen.insert(operation).inserted else { continue }
      states += 1
      let owners = Set([operation.from, operation.target, Sample.new].compactMap { $0 })
      let observations = views[owners] ?? Self.observations(owners)
      views[owners] = observations
      for observation in observations {
        let step = Sample.policy.step(Sample.state(operation), seeing: observation)
        steps += 1
        note(operation, step)
        if let rule = Rules.broken(by: step, after: operation, seeing: observation) {
          broken.append("\(operation.direction) \(operation.phase): \(rule)")
        }
        // Numbers go up with each order that was thought lost; a few show all there is to see.
        if let next = step.next.operation, (next.target?.number ?? 0) <= 6 {
          open.append(Self.normal(next))
        }
      }
    }
  }

  private mutating func note(_ before: Operation, _ step: Step) {
    guard let after = step.next.operation ?? step.next.lastOperation else { return }
    let places = after.timeline.map { Place(phase: $0.phase, direction: $0.direction) }
    for (a, b) in zip(places, places.dropFirst()) { edges.insert(Edge(from: a, to: .place(b))) }
    if step.next.operation == nil, let last = places.last, let outcome = after.outcome {
      edges.insert(Edge(from: last, to: .outcome(outcome)))
    }
  }

  /// The same state at the same time, without a past.
  private static func normal(_ operation: Operation) -> Operation {
    var normal = operation
    let fresh = Sample.operation(operation.phase, operation.kind, operation.direction)
    normal.clock = fresh.clock
    normal.timeline = fresh.timeline
    normal.failure = operation.failure.map { _ in
      Failure(FailureKind(rawValue: "some"), "some failure")
    }
    normal.cleanStop = nil
    normal.baselineHeight = operation.baselineHeight.map { _ in 100 }
    normal.answeredHeight = operation.answeredHeight.map { _ in 100 }
    return normal
  }

  private static func observations(_ owners: Set<Generation>) -> [ChainObservation] {
    var all: [ChainObservation] = []
    for current in owners.map(CurrentLink.generation) + [.missing] {
      for node in NodeCase.allCases {
        for relay in RelayCase.allCases {
          for moment in Moment.allCases {
            for height: UInt64? in [nil, 99, 101] {
              var seen = Sample.serving(nil)
              seen.current = current
              node.show(in: &seen)
              relay.show(in: &seen)
              seen.height = height.map { HeightReading(.height($0), atUnixMs: Sample.now) }
              moment.show(in: &seen)
              all.append(seen)
            }
          }
        }
      }
    }
    return all
  }
}
