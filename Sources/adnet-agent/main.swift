import AgentCommands
import Glibc

exit(CommandEntry.run(Array(CommandLine.arguments.dropFirst())))
