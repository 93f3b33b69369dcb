struct TimedOut: Error, CustomStringConvertible {
  let description: String
}
