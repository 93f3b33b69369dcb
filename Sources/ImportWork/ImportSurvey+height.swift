import ForeignNodes

extension ImportSurvey {
  /// What the node answers now; nil where it answers none.
  func height(of node: ForeignNode) -> UInt64? {
    ForeignProbe.ask(node, chain).height
  }
}
