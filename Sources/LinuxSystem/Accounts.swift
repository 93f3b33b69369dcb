import Glibc

/// The host's users and groups.
public enum Accounts {
  public struct User: Hashable, Sendable {
    public let name: String
    public let id: UInt32
    /// The primary group.
    public let group: UInt32
    public let home: String
  }

  /// Nil when there is no such user.
  public static func user(named name: String) -> User? {
    user { record, buffer, size, found in getpwnam_r(name, record, buffer, size, found) }
  }

  public static func user(id: UInt32) -> User? {
    user { record, buffer, size, found in getpwuid_r(id, record, buffer, size, found) }
  }

  /// The number of the group, nil when there is none of that name.
  public static func group(named name: String) -> UInt32? {
    var record = Glibc.group()
    var found: UnsafeMutablePointer<Glibc.group>?
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: bufferSize) { buffer in
      getgrnam_r(name, &record, buffer.baseAddress!, buffer.count, &found)
      return found?.pointee.gr_gid
    }
  }

  /// The numbers of all groups of a user, the primary one among them.
  public static func groups(of user: User) -> [UInt32] {
    var count: CInt = 256
    var groups = [UInt32](repeating: 0, count: Int(count))
    // What doesn't fit is left out, and the count says how many there are.
    _ = getgrouplist(user.name, user.group, &groups, &count)
    return Array(groups.prefix(Int(count)))
  }

  public static var effectiveUser: UInt32 { geteuid() }

  // Large groups have long member lists.
  private static let bufferSize = 64 * 1024

  private static func user(
    _ look: (
      UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
      UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> CInt
  ) -> User? {
    var record = passwd()
    var found: UnsafeMutablePointer<passwd>?
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: bufferSize) { buffer in
      _ = look(&record, buffer.baseAddress!, buffer.count, &found)
      return found.map {
        User(
          name: String(cString: $0.pointee.pw_name), id: $0.pointee.pw_uid,
          group: $0.pointee.pw_gid,
          home: String(cString: $0.pointee.pw_dir))
      }
    }
  }
}
