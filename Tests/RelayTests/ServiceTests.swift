import Basics
import Glibc
import LinuxSystem
import Synchronization
import Testing

@testable import Relay

extension OneAtATime {
  /// The relay as systemd runs it, in a process of its own.
  @Suite struct ServiceTests {
    @Test func withoutSocketsItSaysSoAndIsNotRestarted() async {
      await #expect(processExitsWith: .exitCode(ExitCode.invalid.rawValue)) {
        unsetenv("LISTEN_FDS")
        exit(Relay.run(RelaySettings(ChainName("alpha")!)).rawValue)
      }
    }

    @Test func aDescriptorThatIsNoListenerIsInvalid() throws {
      for path in ["/dev/null", "/tmp"] {
        #expect {
          try Relay.drainSocket(Descriptor.open(path, .read))
        } throws: { error in
          (error as? Failure)?.exit == .invalid
        }
      }
    }

    @Test func itIsReadyWhenItTakesOrdersAndEndsWithItsClientsAtTheNode() async {
      await #expect(processExitsWith: .success) {
        try PrivateNetwork.run {
          let port = try HeldPort("0.0.0.0")
          let root = "/tmp/adnet-relay-service-\(getpid())"
          _ = system("mkdir -p \(root)/run/adnet-relay/alpha")
          defer { _ = system("rm -r \(root)") }
          let manager = try ServiceManagerSocket("\(root)/notify")
          setenv("NOTIFY_SOCKET", "\(root)/notify", 1)

          let handle = Mutex<pthread_t?>(nil)
          let exit = Mutex<ExitCode?>(nil)
          let relay = try Background("relay") {
            handle.withLock { $0 = pthread_self() }
            let code = Relay.run(RelaySettings(ChainName("alpha")!, Paths(root: root))) {
              () throws(Failure) in RelaySockets(drain: [DrainSocket(try port.takeDrain())])
            }
            exit.withLock { $0 = code }
          }
          try #require(try manager.waits(for: "READY=1"))
          let path = Paths(root: root).relaySocket(ChainName("alpha")!)
          #expect(try RunningRelay.ask("route relay", at: path).contains(#""route":"relay""#))
          #expect(try manager.waits(for: "STATUS=clients wait for the node"))

          // As systemd does, to the process; here other threads would die of it.
          pthread_kill(try #require(handle.withLock { $0 }), SIGTERM)
          try relay.join()
          #expect(exit.withLock { $0 } == .done)
          let before = try port.node.waiting()
          let client = Kept(try port.connect())
          #expect(try port.node.waiting() == before + 1)
          withExtendedLifetime(client) {}
        }
      }
    }
  }
}
