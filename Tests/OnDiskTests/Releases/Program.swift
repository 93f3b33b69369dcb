/// A program that no one can run, but whose head is right for this machine.
struct Program {
  var machine: UInt16 = {
    #if arch(x86_64)
      62
    #else
      183
    #endif
  }()
  var type: UInt16 = 3
  var fileClass: UInt8 = 2
  var entry: UInt64 = 0x1000
  /// Where its one segment ends.
  var end: UInt64?
  var size = 5_000
  var filling: UInt8 = 7

  var bytes: [UInt8] {
    var bytes: [UInt8] =
      [0x7f, 0x45, 0x4c, 0x46, fileClass, 1, 1] + [UInt8](repeating: 0, count: 9)
    func put<N: FixedWidthInteger>(_ number: N) {
      withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }
    put(type)
    put(machine)
    put(UInt32(1))
    put(entry)
    put(UInt64(64))  // the program headers begin here
    put(UInt64(0))
    put(UInt32(0))
    put(UInt16(64))
    put(UInt16(56))
    put(UInt16(1))
    put(UInt16(0))
    put(UInt16(0))
    put(UInt16(0))
    put(UInt32(1))
    put(UInt32(5))
    put(UInt64(0))
    put(UInt64(0))
    put(UInt64(0))
    put(end ?? UInt64(size))
    put(end ?? UInt64(size))
    put(UInt64(4096))
    return bytes + [UInt8](repeating: filling, count: size - bytes.count)
  }
}
