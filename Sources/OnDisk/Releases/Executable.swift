import Basics
import LinuxSystem

/// The head of an ELF file, which shows whether this machine can run it.
struct Executable {
  #if arch(x86_64)
    static let machine: UInt16 = 62
    static let machineName = "x86-64"
  #elseif arch(arm64)
    static let machine: UInt16 = 183
    static let machineName = "aarch64"
  #else
    #error("the node programs' machine is unknown here")
  #endif

  /// The reason why it isn't a program for this machine, or why it isn't whole; nil when it is.
  static func problem(of file: borrowing Descriptor) throws(Failure) -> String? {
    let head = try file.read(at: 0, count: 64)
    guard head.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else { return "not an ELF executable" }
    guard head.count == 64 else { return "the file is truncated" }
    guard head[4] == 2, head[5] == 1 else { return "not a 64-bit little-endian executable" }
    let type = number(head, at: 16, UInt16.self)
    guard type == 2 || type == 3 else { return "an ELF file, but not an executable" }
    let machine = number(head, at: 18, UInt16.self)
    guard machine == Self.machine else {
      return "built for \(name(ofMachine: machine)), this host is \(machineName)"
    }
    // A shared library has no entry.
    guard number(head, at: 24, UInt64.self) != 0 else { return "a library, not an executable" }
    return try segmentProblem(of: file, head: head)
  }

  /// An interrupted download has the right start, but segments beyond its end.
  private static func segmentProblem(
    of file: borrowing Descriptor, head: [UInt8]
  ) throws(Failure) -> String? {
    let entry = Int(number(head, at: 54, UInt16.self))
    let count = Int(number(head, at: 56, UInt16.self))
    guard entry >= 56, count > 0 else { return "its header is damaged" }
    let at = number(head, at: 32, UInt64.self)
    let size = UInt64(clamping: try file.status().size)
    guard at < size else { return "the file is truncated" }
    let table = try file.read(at: Int64(at), count: entry * count)
    guard table.count == entry * count else { return "the file is truncated" }
    for start in stride(from: 0, to: table.count, by: entry) {
      let offset = number(table, at: start + 8, UInt64.self)
      let length = number(table, at: start + 32, UInt64.self)
      let (end, overflow) = offset.addingReportingOverflow(length)
      if overflow || end > size { return "the file is truncated" }
    }
    return nil
  }

  private static func name(ofMachine number: UInt16) -> String {
    switch number {
    case 3: "x86"
    case 40: "arm"
    case 62: "x86-64"
    case 183: "aarch64"
    case 243: "riscv"
    default: "number \(number)"
    }
  }

  private static func number<N: FixedWidthInteger>(_ bytes: [UInt8], at: Int, _ type: N.Type) -> N {
    bytes[at..<(at + N.bitWidth / 8)].reversed().reduce(0) { $0 << 8 | N($1) }
  }
}
