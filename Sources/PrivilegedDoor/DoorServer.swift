public import Basics
import DoorAPI
public import LinuxSystem
import Systemd

/// Answers one request after the other until nobody has asked for a while.
public struct DoorServer<Orders: UnitOrders>: ~Copyable {
  private let listener: UnixListener
  private let work: DoorWork<Orders>
  private let mayAsk: Set<UInt32>
  private let journal: Journal

  /// The agent asks at once after connecting; anything slower is a fault.
  private static var patienceMilliseconds: Int64 { 5_000 }

  public init(
    _ listener: consuming UnixListener, _ work: DoorWork<Orders>, mayAsk: Set<UInt32>
  ) {
    self.listener = listener
    self.work = work
    self.mayAsk = mayAsk
    journal = Journal(identifier: "adnet-agent-door")
  }

  /// A request under way is always ended before a signal to stop is obeyed.
  public func run(idleMilliseconds: Int64, stop: borrowing SignalFD) throws(Failure) {
    do throws(Failure) { try work.sweep() } catch { DoorEvent.leftover(error).write(to: journal) }
    var idleSince = Deadline(milliseconds: idleMilliseconds)
    while !idleSince.isOver {
      var poll = Poll()
      let stopIndex = poll.add(stop.descriptor)
      poll.add(listener.descriptor)
      try poll.wait(milliseconds: idleSince.remainingMilliseconds)
      if poll.isReady(stopIndex), stop.next() != nil { return }
      guard let caller = try listener.accept(timeoutMilliseconds: 0) else { continue }
      do throws(Failure) { try serve(caller) } catch {
        // The caller is gone or silent: his to ask again.
        DoorEvent.leftover(error).write(to: journal)
      }
      idleSince = Deadline(milliseconds: idleMilliseconds)
    }
  }

  private func serve(_ caller: borrowing UnixSocket) throws(Failure) {
    let peer = try caller.peer()
    let bytes = try caller.receive(
      limit: DoorMessage.limit, timeoutMilliseconds: Self.patienceMilliseconds)
    if bytes.isEmpty { return }
    try caller.send(
      try DoorMessage.encode(answer(bytes, from: peer)),
      timeoutMilliseconds: Self.patienceMilliseconds)
  }

  private func answer(_ bytes: [UInt8], from peer: PeerCredentials) -> DoorReply {
    guard mayAsk.contains(peer.user) else {
      DoorEvent.stranger(peer).write(to: journal)
      return DoorReply(
        failure: Failure(
          .notPermitted, "cannot serve user \(peer.user): only the agent and root may ask"))
    }
    let request: DoorRequest
    do throws(Failure) { request = try DoorMessage.decode(DoorRequest.self, bytes) } catch {
      DoorEvent.unreadable(peer, error).write(to: journal)
      return DoorReply(failure: error)
    }
    do throws(Failure) {
      let answer = try work.perform(request)
      DoorEvent.done(request, peer, answer).write(to: journal)
      return answer
    } catch {
      DoorEvent.refused(request, peer, error).write(to: journal)
      return DoorReply(failure: error)
    }
  }
}
