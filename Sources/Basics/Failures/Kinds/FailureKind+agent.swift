// Configuration, state and reports.
extension FailureKind {
  public static let configurationInvalid = Self(
    "configuration_invalid", exit: .invalid, "The configuration has errors.",
    do: "adnet-agent config check")
  public static let appliedConfigurationInvalid = Self(
    "applied_configuration_invalid", exit: .invalid,
    "The configuration that was applied last can't be read.",
    do: "Remove the named file and run adnet-agent config apply.")
  public static let configurationUnkept = Self(
    "configuration_unkept", "The applied configuration can't be saved.",
    do: "Check free space and permissions of /var/lib/adnet.")
  public static let stateInvalid = Self(
    "state_invalid", exit: .invalid,
    "A file of the agent's state is damaged or has an unknown key.",
    do: "Nodes keep running. Restore the file, then restart adnet-agent.")
  public static let stateSchemaUnknown = Self(
    "state_schema_unknown", exit: .invalid,
    "Another version wrote the file, in a schema that this one can't read.",
    do: "Install the version that wrote it, or a newer one.")
  public static let stateNotOlder = Self(
    "state_not_older", exit: .refused, "The state can't be written for the older version.",
    do: "Follow the hint, then downgrade again.")
  public static let stateUnsaved = Self(
    "state_unsaved", "The agent's state can't be saved.",
    do: "Check free space and permissions of /var/lib/adnet-agent.")
  public static let recordUnsaved = Self(
    "record_unsaved", "An entry can't be appended to the operations record.",
    do: "Check free space and permissions of /var/lib/adnet-agent.")
  public static let reportInvalid = Self(
    "report_invalid", exit: .invalid, "The supervisor's report can't be read.",
    do: "journalctl -u UNIT")
  public static let quorumFile = Self(
    "quorum_file", "The committee can't be read from the quorum file.",
    do: "adnet-agent genesis check FILE")
  public static let genesisForm = Self(
    "genesis_form", "The genesis form can't be written.", do: "adnet-agent genesis new --help")

  static let ofState: [Self] = [
    .configurationInvalid, .appliedConfigurationInvalid, .configurationUnkept, .stateInvalid,
    .stateSchemaUnknown, .stateNotOlder, .stateUnsaved, .recordUnsaved, .reportInvalid, .quorumFile,
    .genesisForm,
  ]
}

// The way between the command line and the agent.
extension FailureKind {
  public static let agentLost = Self(
    "agent_lost", exit: .unreachable, "The agent closed the connection before it answered.",
    do: "systemctl status adnet-agent; adnet-agent operation list")
  public static let agentRunning = Self(
    "agent_running", exit: .busy, "Another agent is running.", do: "systemctl status adnet-agent")
  public static let agentSilent = Self(
    "agent_silent", exit: .unreachable, "The agent didn't answer in time.",
    do: "journalctl -u adnet-agent")
  public static let agentUnreachable = Self(
    "agent_unreachable", exit: .unreachable, "The agent's socket can't be reached.",
    do: "systemctl status adnet-agent")
  public static let noAnswer = Self(
    "no_answer", exit: .unreachable, "The agent is too busy to answer in time.",
    do: "journalctl -u adnet-agent")
  public static let commandLine = Self(
    "command_line", exit: .usage, "The command line isn't valid.",
    do: "adnet-agent help COMMAND")
  public static let badRequest = Self(
    "bad_request", exit: .usage, "The request is malformed.",
    do: "See /usr/share/doc/adnet-agent/api.md.")
  public static let kindUnknown = Self(
    "kind_unknown", exit: .usage, status: 404, "There is no kind of this name.",
    do: "adnet-agent explain --list")
  public static let methodNotAllowed = Self(
    "method_not_allowed", exit: .usage, status: 405, "The route doesn't support this method.",
    do: "See /usr/share/doc/adnet-agent/api.md.")
  public static let routeUnknown = Self(
    "route_unknown", exit: .usage, status: 404, "There is no such route.",
    do: "See /usr/share/doc/adnet-agent/api.md.")
  public static let notHTTP = Self(
    "not_http", exit: .unreachable, "The answer isn't HTTP.", do: "systemctl status adnet-agent")
  public static let notDecodable = Self(
    "not_decodable", "The document can't be decoded.",
    do: "Check that both sides have the same version.")
  public static let notEncodable = Self("not_encodable", "The document can't be encoded.")
  public static let unexpectedSchema = Self(
    "unexpected_schema", "The document has another schema than expected.",
    do: "Check that both sides have the same version.")
  public static let notPermitted = Self(
    "not_permitted", exit: .notPermitted, "The caller may not do this.",
    do: "Act as root or as a member of group adnet.")
  public static let notRoot = Self(
    "not_root", exit: .notPermitted, "The command needs root.", do: "sudo")
  public static let notServing = Self(
    "not_serving", exit: .invalid, "The agent can't listen on a socket or an address.",
    do: "ss -lntp")
  public static let tooLarge = Self(
    "too_large", exit: .usage, status: 413, "The request is larger than allowed.",
    do: "See /usr/share/doc/adnet-agent/api.md.")
  public static let tooSlow = Self(
    "too_slow", status: 408, "The request arrived too slowly.",
    do: "Try again; see journalctl -u adnet-agent.")
  public static let `internal` = Self(
    "internal", "An internal error of the agent.", do: "journalctl -u adnet-agent; report it.")

  static let ofTheAPI: [Self] = [
    .agentLost, .agentRunning, .agentSilent, .agentUnreachable, .noAnswer, .commandLine,
    .badRequest,
    .kindUnknown, .methodNotAllowed, .routeUnknown, .notHTTP, .notDecodable, .notEncodable,
    .unexpectedSchema, .notPermitted, .notRoot, .notServing, .tooLarge, .tooSlow, .internal,
  ]
}
