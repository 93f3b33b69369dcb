/// The end of an agent's process, wherever it was.
enum Interruption: Error { case agentIsKilled, powerIsCut }
