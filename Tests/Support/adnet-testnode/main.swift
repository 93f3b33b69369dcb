import Glibc
import TestNode

do {
  try Program.run(Array(CommandLine.arguments.dropFirst()))
} catch {
  let text = error.text + "\n"
  _ = text.withCString { write(2, $0, strlen($0)) }
  exit(error.exit)
}
