import Basics
import Glibc
import LinuxSystem
import Testing

@testable import Relay

extension OneAtATime {
  @Suite struct ControlSocketTests {
    @Test func theReplyIsOneLineOfJSON() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let relay = try RunningRelay(port)
        let report = try relay.ask(.status)
        #expect(
          try relay.text("status") == #"{"connections":0,"counts":{"by_node":0,"by_peers":0,"#
            + #""failed":0,"foreign":0,"limited":0,"refused":0,"unavailable":0,"websockets":0,"#
            + #""websockets_closed":0},"ok":true,"parked":0,"peers":[],"queued":\#(report.queued),"route":"node","#
            + #""since_unix_ms":\#(report.sinceUnixMilliseconds),"#
            + #""sockets":[{"address":"127.0.0.1:\#(port.port)","verified":true}]}"# + "\n")
        try relay.stop()
      }
    }

    @Test(arguments: [
      "", "route", "route elsewhere", "status now", String(repeating: "x", count: 500),
    ])
    func anythingElseIsRefused(line: String) throws {
      try PrivateNetwork.run {
        let relay = try RunningRelay(HeldPort("127.0.0.1"))
        #expect(
          try relay.text(line)
            == #"{"kind":"unknown_command","ok":false,"text":"cannot execute the command: unknown command"}"#
            + "\n")
        try relay.stop()
      }
    }

    @Test func onlyItsUserAndGroupCanReachIt() throws {
      try PrivateNetwork.run {
        let relay = try RunningRelay(HeldPort("127.0.0.1"))
        let status = try #require(try File.status(relay.controlPath))
        #expect(status.mode & 0o7777 == 0o660)
        try relay.stop()
        #expect(try File.status(relay.controlPath) == nil)
      }
    }

    @Test func aClientThatGoesAwayStopsNothing() throws {
      try PrivateNetwork.run {
        let relay = try RunningRelay(HeldPort("127.0.0.1"))
        do { _ = try UnixSocket.connect(relay.controlPath, .stream) }
        #expect(try relay.ask(.status).route == .node)
        try relay.stop()
      }
    }
  }
}
