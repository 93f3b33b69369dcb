import ArgumentParser

/// The option of every command that has data to show.
struct Format: ParsableArguments {
  @Flag(name: .long, help: "Print JSON.")
  var json = false
}

/// A command whose failures are JSON too when its data is.
protocol AnswersInJSON {
  var format: Format { get }
}
