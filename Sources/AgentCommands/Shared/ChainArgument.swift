import ArgumentParser
import Basics

/// A chain's name on the command line.
struct ChainArgument: ExpressibleByArgument {
  let name: ChainName

  init?(argument: String) {
    guard let name = ChainName(argument) else { return nil }
    self.name = name
  }

  static var defaultCompletionKind: CompletionKind { .list(["alpha", "delta"]) }
}
