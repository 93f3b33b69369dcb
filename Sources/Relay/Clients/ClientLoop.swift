import Basics
import LinuxSystem
import NIOCore

/// The clients of one event loop, and what their requests share there. Touched on that loop alone.
final class ClientLoop {
  let board: Switchboard
  let backs: UpstreamPool
  private let loop: any EventLoop
  private var fronts: [ObjectIdentifier: ClientConnection] = [:]
  /// Requests that nobody could answer yet, the first first.
  private var waiting: [Forwarding] = []
  private var isTicking = false
  private var checkedAt: Int64 = 0

  private static let checkEach: Int64 = 200
  private static let tick = TimeAmount.milliseconds(250)
  private static let shortTick = TimeAmount.milliseconds(20)

  init(_ loop: any EventLoop, _ board: Switchboard) {
    self.loop = loop
    self.board = board
    backs = UpstreamPool(loop)
  }

  func opened(_ front: ClientConnection) {
    fronts[ObjectIdentifier(front)] = front
    keepTicking()
  }

  func closed(_ front: ClientConnection) {
    guard fronts.removeValue(forKey: ObjectIdentifier(front)) != nil else { return }
    board.change { $0.connections -= 1 }
  }

  func closeAll() { for front in fronts.values { front.abandon() } }

  func wait(_ request: Forwarding) {
    waiting.append(request)
    board.change { $0.waiting += 1 }
    keepTicking()
  }

  func stopWaiting(_ request: Forwarding) {
    guard let index = waiting.firstIndex(where: { $0 === request }) else { return }
    waiting.remove(at: index)
    board.change { $0.waiting -= 1 }
  }

  /// Tries again to have those answered who wait, since something has changed.
  func retry() {
    guard !waiting.isEmpty else { return }
    let all = waiting
    waiting = []
    board.change { $0.waiting -= all.count }
    for request in all { request.retry() }
  }

  /// Keeps a connection that has no request any more.
  func putAside(_ back: UpstreamConnection) {
    backs.putAside(back)
    keepTicking()
  }

  /// One clock for all: whoever takes too long for something is seen to.
  private func keepTicking() {
    guard !isTicking, !fronts.isEmpty || !backs.isEmpty else { return }
    isTicking = true
    let delay = waiting.isEmpty ? Self.tick : Self.shortTick
    loop.assumeIsolated().scheduleTask(in: delay) { [self] in
      isTicking = false
      let now = Clock.boottimeMilliseconds()
      // Without peers nothing but a change of the route, which wakes us, or their time's end helps those
      // who wait, who may be thousands.
      let isDue = now - checkedAt >= Self.checkEach
      if isDue || !board.read({ $0.isWithoutHelp }) { retry() }
      // Shorter ticks are for those who wait: `retry` sees to them.
      if isDue {
        checkedAt = now
        for front in fronts.values { front.check(now) }
        backs.closeOld(now)
      }
      keepTicking()
    }
  }
}
