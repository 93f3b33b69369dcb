/// Whether the release knows what it is going to be told.
extension GateDesk {
  /// Nil where its settings are those that it ran with before, or nobody wants it checked.
  var command: Gate? {
    guard takesConfiguration, let target, let fitness,
      let options = fitness.options[target.unit]
    else { return nil }
    guard options.isChecked else { return nil }
    guard let unknown = options.unknown else {
      return Gate(
        .command, .warning,
        "\(target.release) doesn't list its options, so the command can't be checked",
        hint: "command.check_flags = false in [chain.\(name)] leaves this out")
    }
    guard !unknown.isEmpty else {
      return Gate(.command, .passed, "\(target.release) knows every option of its command")
    }
    return Gate(
      .command, .blocked,
      "\(target.release) doesn't know \(unknown.joined(separator: ", ")), which its command has",
      hint:
        "correct [chain.\(name).command] in agent.toml and run adnet-agent config apply; a command "
        + "for this version on is \"PROGRAM@VERSION\"; command.check_flags = false where it is right"
    )
  }
}
