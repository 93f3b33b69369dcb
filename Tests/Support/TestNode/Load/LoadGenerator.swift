/// Sends requests without a retry and counts what becomes of each.
final class LoadGenerator {
  let settings: LoadSettings
  let loop = EventLoop()
  var counts = LoadCounts()
  let bytes: [UInt8]
  private let interval: Int64
  private let lastDue: Int64
  private var nextDue: Int64
  var isEnding = false
  /// In the order of their timeouts, which is that of their due times.
  var open = Queue<LoadRequest>()
  /// keepalive: requests without a connection, and connections without a request.
  var waiting = Queue<LoadRequest>()
  var idle = Queue<LoadConnection>()
  var pooled = 0
  var isServing = false
  private var timer: Int?

  init(_ settings: LoadSettings) {
    self.settings = settings
    bytes = settings.request
    interval = Clock.nanoseconds(1 / settings.rate)
    nextDue = counts.begun
    lastDue = counts.begun + Clock.nanoseconds(settings.duration)
  }

  func run() -> LoadCounts {
    _ = Signals(loop) { [unowned self] _ in
      if isEnding { giveUp() }
      isEnding = true
      tick()
    }
    if settings.mode == .flat { for _ in 0..<settings.connections { sendNow() } }
    tick()
    loop.run()
    counts.end()
    return counts
  }

  /// Sends what is due, ends what waited too long, and arms the next turn.
  private func tick() {
    let now = Clock.now()
    if settings.untilFile.map(TextFile.exists) == true { isEnding = true }
    // Also at the end: what was due before it is sent, however late this turn comes.
    while !isEnding, settings.mode != .flat, nextDue <= now, nextDue < lastDue {
      counts.lag = max(counts.lag, Clock.now() - nextDue)
      begin(LoadRequest(due: nextDue))
      nextDue += interval
    }
    if now >= lastDue { isEnding = true }
    expire(now)
    if isEnding, open.isEmpty { return loop.stop() }
    // 20 ms is how late a timeout or the file may be noticed.
    var next = now + 20_000_000
    if !isEnding, settings.mode != .flat { next = min(next, nextDue) }
    if let timer { loop.cancel(timer) }
    timer = loop.at(next) { [unowned self] in tick() }
  }

  private func expire(_ now: Int64) {
    let timeout = Clock.nanoseconds(settings.timeout)
    while let request = open.first, request.isDone || request.due + timeout <= now {
      open.removeFirst()
      if !request.isDone { failed(request, .timeout, request.connection) }
    }
  }

  /// At the second signal.
  private func giveUp() {
    while let request = open.first {
      open.removeFirst()
      if !request.isDone { failed(request, .other, request.connection) }
    }
  }

  func sendNow() {
    guard !isEnding, Clock.now() < lastDue else { return }
    begin(LoadRequest(due: Clock.now()))
  }
}
