public import Basics

/// An installed release, as its manifest tells.
public struct Release: Hashable, Sendable {
  public let id: ReleaseID
  /// 64 lowercase hex digits.
  public let sha256: String
  public let bytes: Int64
  public let installedUnixMilliseconds: Int64
}

/// A release's folder that can't be used, with the reason.
public struct DamagedRelease: Hashable, Sendable {
  public let path: String
  public let failure: Failure
}
