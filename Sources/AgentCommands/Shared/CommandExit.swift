import Basics

/// Ends a command with a code after all has been said.
struct CommandExit: Error {
  let code: Basics.ExitCode
}
