import Basics

/// Whether the release knows what it is going to be told.
extension GateJudge {
  /// The gate of the command's options; nil where its settings are those that it ran with before,
  /// or nobody wants it checked.
  var command: Gate? {
    guard takesConfiguration, let target, let fitness,
      let options = fitness.options[target.unit]
    else { return nil }
    guard options.isChecked else { return nil }
    let isShared = target.unit == settings.sharedUnit
    let key = isShared ? "command" : target.release.program
    let places =
      isShared
      ? "command in [unified] or arguments in [chain.\(name).command]"
      : "\(key) or arguments in [chain.\(name).command]"
    guard let unknown = options.unknown else {
      return Gate(
        .command, .warning,
        "\(target.release) doesn't list its options, so the command can't be checked",
        hint: "check_flags = false in [chain.\(name).command] turns this check off")
    }
    guard !unknown.isEmpty else {
      return Gate(.command, .passed, "\(target.release) accepts every option of its command")
    }
    return Gate(
      .command, .blocked,
      "\(target.release) doesn't know \(unknown.joined(separator: ", ")), which its command uses",
      hint:
        "correct \(places) of agent.toml and run adnet-agent config apply; a command from this "
        + "version on is \"\(key)@VERSION\"; check_flags = false in [chain.\(name).command] if it is right"
    )
  }
}
