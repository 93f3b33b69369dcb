import CTestNode
import Glibc

/// Something with a descriptor in the loop. It is called at every change (edges, not levels), so
/// it reads and writes until the kernel has no more; what the change was, those calls say.
protocol EventHandler: AnyObject {
  func ready()
}

/// One thread that waits for descriptors and timers.
final class EventLoop {
  private struct Entry {
    let generation: UInt32
    let handler: any EventHandler
  }
  private struct Timer {
    let id: Int
    let due: Int64
    let action: () -> Void
  }

  private let epoll = adnet_testnode_epoll_create()
  private var entries: [Entry?] = []
  // A number is reused as soon as its descriptor is closed: an event of the old owner that is
  // still in the batch must not reach the new one.
  private var generation: UInt32 = 0
  private var timers: [Timer] = []
  private var nextTimer = 0
  private var stopped = false

  func add(_ descriptor: CInt, _ handler: any EventHandler) {
    generation &+= 1
    while entries.count <= Int(descriptor) { entries.append(nil) }
    entries[Int(descriptor)] = Entry(generation: generation, handler: handler)
    let token = UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
    adnet_testnode_epoll_add(epoll, descriptor, token)
  }

  /// Forgets the descriptor and closes it. Closing alone doesn't: others may hold the same socket.
  func close(_ descriptor: CInt) {
    entries[Int(descriptor)] = nil
    adnet_testnode_epoll_remove(epoll, descriptor)
    Glibc.close(descriptor)
  }

  @discardableResult
  func after(_ seconds: Double, _ action: @escaping () -> Void) -> Int {
    at(Clock.now() + Clock.nanoseconds(seconds), action)
  }

  @discardableResult
  func at(_ due: Int64, _ action: @escaping () -> Void) -> Int {
    nextTimer += 1
    timers.append(Timer(id: nextTimer, due: due, action: action))
    return nextTimer
  }

  func cancel(_ timer: Int) { timers.removeAll { $0.id == timer } }

  func stop() { stopped = true }

  func run() {
    let capacity = 64
    let events = UnsafeMutablePointer<adnet_testnode_event>.allocate(capacity: capacity)
    defer { events.deallocate() }
    while !stopped {
      let wait = timers.map(\.due).min().map { max(0, $0 - Clock.now()) } ?? -1
      let count = adnet_testnode_epoll_wait(epoll, events, CInt(capacity), wait)
      for index in 0..<Int(max(0, count)) {
        let token = events[index].token
        guard let entry = entries[Int(token & 0xffff_ffff)],
          entry.generation == UInt32(token >> 32)
        else { continue }
        entry.handler.ready()
      }
      fireTimers()
    }
  }

  private func fireTimers() {
    let now = Clock.now()
    let due = timers.filter { $0.due <= now }.sorted { $0.due < $1.due }
    guard !due.isEmpty else { return }
    for timer in due where timers.contains(where: { $0.id == timer.id }) {
      timers.removeAll { $0.id == timer.id }
      timer.action()
    }
  }
}
