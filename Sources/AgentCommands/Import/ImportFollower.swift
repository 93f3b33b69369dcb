import Basics
import LinuxSystem
import NodeImport

/// Shows an import on the standard error until it ends. Ctrl-C ends only the showing.
struct ImportFollower {
  private let chain: ChainName
  private let store: ImportStore
  private let log: ImportLog
  private let unit: ImportUnit
  private var place: Int64

  /// - Parameter from: how much of what it says is known already, in bytes.
  init(_ chain: ChainName, _ store: ImportStore, _ log: ImportLog, from place: Int64)
    throws(Failure)
  {
    self.chain = chain
    self.store = store
    self.log = log
    self.place = place
    unit = try ImportUnit(chain)
  }

  /// The record at its end.
  mutating func follow() throws(Failure) -> ImportRecord {
    let signals = try SignalFD.termination()
    // Its unit's last act is to take itself out of the boot.
    var end: Deadline?
    while true {
      let state = try unit.state()
      try show()
      guard let record = try store.load() else {
        throw Failure(.importNone, "cannot follow: no import of \(chain) is under way")
          .about(chain)
      }
      if record.isOver {
        let limit = end ?? Deadline(milliseconds: 5_000)
        end = limit
        guard state == .running, !limit.isOver else { return record }
      } else if state != .running {
        throw stuck(record, isTriedAgain: state == .waiting)
      }
      if signals.next() != nil {
        throw Failure(
          .interrupted, "still importing \(chain) in the background",
          hint: "adnet-agent import \(chain) --resume follows it, --undo undoes it")
      }
      Clock.sleep(milliseconds: 100)
    }
  }

  private mutating func show() throws(Failure) {
    let (lines, next) = try log.lines(from: place)
    place = next
    for line in lines { Terminal.words.write("\(chain): \(line)\n") }
  }

  private func stuck(_ record: ImportRecord, isTriedAgain: Bool) -> Failure {
    let again = isTriedAgain ? "; it is tried again every 5 s" : ""
    guard let failure = record.failure else {
      return Failure(
        .importUnfinished,
        "the import of \(chain) ended in the middle of step \(record.step.rawValue)\(again)",
        hint: "journalctl -u adnet-import@\(chain); adnet-agent import \(chain) --resume, or --undo"
      )
    }
    return Failure(
      failure.kind, "\(failure.text)\(again)",
      hint: failure.hint ?? "adnet-agent import \(chain) --resume, or --undo",
      exit: ExitCode(rawValue: failure.exit) ?? .failed)
  }
}
