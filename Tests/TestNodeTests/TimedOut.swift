struct TimedOut: Error, Equatable, CustomStringConvertible {
  let description: String
}
