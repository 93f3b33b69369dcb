public import Basics
import CLinux
import Glibc

/// A connection that another process is to lose.
public struct Severance: Sendable {
  /// An epoll that watches the connection there: our copy of it, and what it tells.
  public struct Watch: Sendable {
    public let epoll: CInt
    public let events: UInt32
    public let data: UInt64

    public init(epoll: borrowing Descriptor, events: UInt32, data: UInt64) {
      self.epoll = epoll.raw
      self.events = events
      self.data = data
    }
  }

  /// The descriptor's number there, and the socket's inode.
  public let number: Int32
  public let inode: UInt64
  /// Our copy's number, which has to stay open.
  let copy: CInt
  let watch: Watch?
  let awaitedAfter: UInt64?

  /// - Parameter awaitedAfter: only when a thread waits in a call to read from it, and no more bytes than these
  ///   have come since it began.
  public init(
    number: Int32, inode: UInt64, copy: borrowing Descriptor, watch: Watch? = nil,
    awaitedAfter: UInt64? = nil
  ) {
    self.number = number
    self.inode = inode
    self.copy = copy.raw
    self.watch = watch
    self.awaitedAfter = awaitedAfter
  }
}

/// The outcome of a severing.
public struct Severing: Sendable {
  public enum Outcome: Sendable, Equatable {
    case severed
    /// The process had closed it.
    case gone
    /// No thread waits to read from it.
    case busy
    /// The process can still reach it.
    case failed(errno: Int32)
  }

  /// Of each connection, in their order.
  public let outcomes: [Outcome]
  /// The reason why nothing, or not all, could be done.
  public let failure: Failure?
  /// The time that the process stood, in microseconds.
  public let stoppedMicroseconds: Int
  public let threads: Int
}

extension ForeignProcess {
  /// Puts the end of a socket whose other end is closed in place of these connections: whatever the
  /// process does with their numbers from now on reaches nobody, and looks to it as if its clients
  /// had left. All its threads stand meanwhile.
  ///
  /// - Parameter before: called before each operation that changes the process.
  public func sever(
    _ connections: [Severance], before: (@convention(c) () -> Void)? = nil
  ) -> Severing {
    var all = connections.map {
      adnet_severance(
        number: $0.number, inode: $0.inode, connection: $0.copy, epoll: $0.watch?.epoll ?? -1,
        events: $0.watch?.events ?? 0, data: $0.watch?.data ?? 0,
        when_awaited: $0.awaitedAfter != nil,
        received: $0.awaitedAfter ?? 0, outcome: 0)
    }
    let done = adnet_sever(id, handle.raw, &all, Int64(all.count), before)
    // One that has ended has lost them all.
    if done.error != 0, !isAlive {
      return Severing(
        outcomes: connections.map { _ in .gone }, failure: nil, stoppedMicroseconds: 0, threads: 0)
    }
    let failure =
      done.error == 0
      ? nil : Failure(cannot: Self.step(done.step, id), errno: done.error)
    return Severing(
      outcomes: all.map {
        switch $0.outcome {
        case 0: .severed
        case ENOENT: .gone
        case EBUSY: .busy
        case let error: .failed(errno: error)
        }
      }, failure: failure, stoppedMicroseconds: Int(done.stopped_ns / 1_000),
      threads: Int(done.threads))
  }

  private static func step(_ step: adnet_severing_step, _ process: Int32) -> String {
    switch step {
    case ADNET_SEVERING_CODE: "read the code of process \(process)"
    case ADNET_SEVERING_STOP: "stop the threads of process \(process)"
    default: "exchange the connections of process \(process)"
    }
  }
}
