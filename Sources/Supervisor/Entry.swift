import CLinux
internal import SupervisorCore

private let usage: Text = """
  usage: adnet-supervisor run --unit UNIT --program NAME
           {--chain CHAIN [--port ROLE,ADDRESS,PORT[,held][,ready]]...}...
           [--stop-grace SECONDS] [--start-grace SECONDS] [--backoff-first MILLISECONDS]
           [--backoff-cap SECONDS] [--stable SECONDS] [--environment NAME=VALUE]...
           [-- NODE-ARGUMENT...]
         adnet-supervisor stop --unit UNIT --program NAME {--chain CHAIN}...
         adnet-supervisor handoff-check CHAIN

  Run by the node units of adnet-agent, not by hand: see adnet-supervisor(8).
  """

/// The whole program. Returns the exit code.
public func superviseFromCommandLine() -> Int32 {
  var words: [Text] = []
  for index in 1..<max(1, adnet_argument_count()) {
    words.append(System.text(adnet_argument(index)))
  }
  guard let verb = words.first else { return refuse("missing verb") }
  switch verb {
  case "handoff-check":
    guard words.count == 2, Options.isName(words[1]) else { return refuse("missing chain") }
    guard let refusal = HandoffSupport.refusal(of: words[1]) else { return 0 }
    System.say("port not held, since the node can't be given its socket: \(refusal)")
    return 1
  case "--help", "help":
    ("\(usage)\n" as Text).bytes.withUnsafeBufferPointer {
      adnet_print($0.baseAddress!, Int64($0.count))
    }
    return 0
  case "run", "stop":
    switch Options.parse([Text](words[1...]), address: System.parse) {
    case .failure(let invalid): return refuse(invalid.text)
    case .success(let options):
      if verb == "stop" { return StopCommand.run(options).rawValue }
      var supervisor = Supervisor(options)
      return supervisor.run().rawValue
    }
  default: return refuse("unknown verb \(verb)")
  }
}

private func refuse(_ why: Text) -> Int32 {
  System.say("adnet-supervisor: \(why)\n\(usage)")
  return SupervisorExit.invalid.rawValue
}
