import Basics

/// Ends a command with a code after all has been said.
struct Ending: Error {
  let code: Basics.ExitCode
}
