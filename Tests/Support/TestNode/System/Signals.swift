import CTestNode
import Glibc

/// All the signals that shut a node down, SIGHUP among them.
final class Signals: EventHandler {
  private let descriptor: CInt
  private let received: (CInt) -> Void

  init(_ loop: EventLoop, received: @escaping (CInt) -> Void) {
    let signals = [SIGINT, SIGTERM, SIGQUIT, SIGHUP]
    descriptor = adnet_testnode_signalfd(signals, CInt(signals.count))
    self.received = received
    loop.add(descriptor, self)
  }

  func ready() {
    while true {
      let signal = adnet_testnode_signalfd_next(descriptor)
      guard signal > 0 else { return }
      received(signal)
    }
  }

  static func name(_ signal: CInt) -> String {
    switch signal {
    case SIGINT: "SIGINT"
    case SIGTERM: "SIGTERM"
    case SIGQUIT: "SIGQUIT"
    default: "SIGHUP"
    }
  }
}
