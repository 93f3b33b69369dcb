import Glibc

/// `convert`, as a unified program may have it that can't read the ledgers of before.
enum ConvertCommand {
  static let usage = "adnet-testnode convert [--storage DIR] [FLAGS of start]"

  /// Until it has come to its end no program can read the ledger.
  static func run(_ words: ArraySlice<String>) throws(Refusal) {
    let trailer = try Trailer(of: "/proc/self/exe")
    let arguments = try Arguments(trailer.flags + words, StartFlags.all)
    let settings = try NodeSettings(arguments, isAdnet: true)
    let file = settings.storage + "/" + LedgerFormat.name
    let format = arguments.text("ledger-format") ?? LedgerFormat.first
    guard LedgerFormat.read(settings.storage) != format else {
      return Output.line("there is nothing to convert in \(settings.storage)")
    }
    try LedgerFormat.write("half", to: file)
    let seconds = try arguments.seconds("convert-seconds") ?? 0
    for part in 1...10 {
      usleep(UInt32(seconds * 100_000))
      Output.line("converted \(part * 10) %")
      if part == 5, arguments.has("convert-fails") {
        throw Refusal("failed to convert: a block is missing", exit: 1)
      }
    }
    try LedgerFormat.write(format, to: file)
  }
}
