public import Basics
import CLinux

/// The requirements of a program on the machine and the libc, as its file says.
public struct ProgramNeeds: Hashable, Sendable {
  /// Of the x86-64 psABI, 1 to 4; 0 where nothing is said.
  public let isaLevel: Int
  /// The highest GLIBC_x.y that it refers to; 0.0 when it needs none.
  public let glibc: Version

  public struct Version: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let major: Int
    public let minor: Int

    public init(_ major: Int, _ minor: Int) {
      self.major = major
      self.minor = minor
    }

    public var description: String { "\(major).\(minor)" }

    public static func < (a: Version, b: Version) -> Bool {
      (a.major, a.minor) < (b.major, b.minor)
    }
  }

  public init(of file: borrowing Descriptor) throws(Failure) {
    var needs = adnet_elf_needs()
    let error = adnet_elf_needs_of(file.raw, &needs)
    guard error == 0 else { throw Failure(cannot: "read what a program needs", errno: error) }
    isaLevel = Int(needs.isa_level)
    glibc = Version(Int(needs.glibc_major), Int(needs.glibc_minor))
  }

  /// Of this processor; 0 where there are no such levels.
  public static var isaLevelHere: Int { Int(adnet_isa_level()) }

  /// Nil when the libc has another way to count.
  public static var glibcHere: Version? {
    let words = String(cString: adnet_glibc_version()).split(separator: ".").map { Int($0) }
    guard words.count >= 2, let major = words[0], let minor = words[1] else { return nil }
    return Version(major, minor)
  }
}
