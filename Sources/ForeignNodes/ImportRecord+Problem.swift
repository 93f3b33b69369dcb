public import AgentCore

extension ImportRecord {
  /// What to do about one that was cut off; nil when it is over.
  public func problem(of chain: ChainName) -> Problem? {
    guard !isOver else { return nil }
    let way = direction == .back ? "undoing the import" : "the import"
    return Problem(
      kind: "import_unfinished", severity: .warning, chain: chain,
      text: "\(way) of \(node.name) isn't finished: it is at the step \(step.rawValue)",
      hint: "adnet-agent import \(chain) --resume, or --undo")
  }
}
