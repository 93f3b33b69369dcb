import AgentConfig
import ArgumentParser
import Basics
import LinuxSystem

struct GenesisNewCommand: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a genesis file from a list of validators and peers.",
    discussion: """
      A validator is ADDRESS,stake=NUMBER,host=IP,public_key=TEXT; only the address is required, \
      and --stake gives a default stake. A list file has lines such as "validator ADDRESS \
      stake=NUMBER" and "peer IP:PORT"; # starts a comment. Writes to standard output or to \
      --output. The result passes `adnet-agent genesis check`. Exits with 3 and writes nothing if \
      a list has an error.
      """)

  @Option(name: .customLong("validator"), help: "A validator; may be repeated.")
  var validators: [String] = []
  @Option(name: .customLong("peer"), help: "A bootstrap peer, IP:PORT; may be repeated.")
  var peers: [String] = []
  @Option(name: .long, help: "A file with validators and peers.", completion: .file())
  var from: String?
  @Option(name: .long, help: "The stake of validators without one.")
  var stake: UInt64?
  @Option(
    name: .long,
    help: "Add every validator's host as a bootstrap peer with this port; may be repeated.")
  var peerPort: [UInt16] = []
  @Option(
    name: .customLong("format"), help: "The format. Default: by the output's file name, else yaml.")
  var form: FormatArgument?
  @Option(name: .long, help: "The file to write.", completion: .file()) var output: String?
  @Flag(name: .long, help: "Replace the file if it exists.") var force = false
  @Flag(name: .long, help: "Show the file and write nothing.") var dryRun = false
  @OptionGroup var check: CheckOption
  @OptionGroup var options: GenesisOptions

  var format: Format { options.format }

  func validate() throws {
    if output == nil, force || check.check {
      throw ValidationError("--force and --check need --output.")
    }
    if stake == 0 || peerPort.contains(0) {
      throw ValidationError("--stake and --peer-port are numbers from 1.")
    }
    if validators.isEmpty, from == nil {
      throw ValidationError("no validators: name them with --validator or --from FILE.")
    }
  }

  func run() throws {
    let list = try list()
    let found = GenesisCheck.findings(
      list.genesis, list.findings, ports: options.ports, chain: options.chain?.name.text)
    var document = GenesisDocument(
      file: output ?? "", list.genesis, found, chain: options.chain?.name)
    guard document.isValid else {
      try Output.show(document, json: format.json) { _, paint in
        GenesisText.check(document, paint: paint)
      }
      throw CommandExit(code: .refused)
    }
    let format = form?.format ?? output.flatMap { GenesisFormat(name: $0) } ?? .yaml
    let text = GenesisForm.text(list.genesis, format)
    guard GenesisForm.holds(text, list.genesis, format) else {
      throw Failure(
        .genesisForm, "cannot write the genesis: the form would not be read as it is meant")
    }
    document.form = text
    if let output { try write(text, output, document) } else { try show(document) }
  }

  private func list() throws(Failure) -> GenesisList {
    var list = GenesisList(prefix: options.prefix.text, stake: stake)
    if let from { list.read(try File.text(from, limit: 1024 * 1024), source: from) }
    for (index, validator) in validators.enumerated() {
      list.add(validator: validator, option: "--validator", number: index + 1)
    }
    for (index, peer) in peers.enumerated() {
      list.add(peer: peer, at: GenesisPlace(source: "--peer", line: index + 1))
    }
    for port in peerPort { list.addHosts(port: Int(port)) }
    list.finish(source: from ?? "--validator")
    return list
  }

  private func write(_ text: String, _ output: String, _ document: GenesisDocument) throws {
    let isPlan = dryRun || check.check
    if try GenesisOutput.state(of: output, text) == .same {
      throw Failure.nothingToDo(.genesisIsWritten, "\(output) has this content already")
    }
    if isPlan {
      try show(document)
    } else {
      try GenesisOutput.write(text, to: output, force: force)
      var document = document
      document.written = true
      try Output.show(document, json: format.json) { _, paint in
        GenesisText.written(document, paint: paint)
      }
    }
    if check.check { throw CommandExit(code: .refused) }
  }

  /// The form alone is data; what is to be said about it isn't.
  private func show(_ document: GenesisDocument) throws {
    guard !format.json else { return try Output.write(document) }
    let paint = Paint(colours: Terminal.words.hasColours)
    Terminal.words.write(GenesisText.findings(document, paint: paint))
    Terminal.output.write(document.form ?? "")
  }
}
