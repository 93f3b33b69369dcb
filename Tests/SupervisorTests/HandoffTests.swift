import Glibc
import Testing

/// The handoff, on servers that know nothing of it.
@Suite(.serialized)
struct HandoffTests {
  @Test(arguments: ForeignServer.allCases.filter(\.isInstalled))
  func aServerAcceptsOnTheHeldSocketAndItsClientsOutliveIt(server: ForeignServer) throws {
    let rig = try Rig()
    rig.program(server.script)
    try rig.start()
    #expect(rig.hears("STATUS=serving"), "\(rig.log)")
    #expect(rig.report("port.rest") == "held 127.0.0.1:\(rig.port)")
    #expect(rig.report("handoff") == "on")
    for _ in 0..<50 { #expect(request(rig.port) == 200) }

    _ = try rig.stop()
    #expect(rig.lockIsFree)
    // Nobody accepts now: these wait in the kernel's queue.
    let waiting = (0..<5).map { _ in connect(rig.port, timeout: 15) }
    #expect(waiting.allSatisfy { $0 >= 0 && ask($0) })
    try rig.start()
    #expect(waiting.map(answer) == [200, 200, 200, 200, 200])
    for descriptor in waiting { close(descriptor) }
    for _ in 0..<50 { #expect(request(rig.port) == 200) }
    _ = try rig.stop()
  }

  @Test func everyServerOfTheListIsInstalled() {
    let missing = ForeignServer.allCases.filter { !$0.isInstalled }
    #expect(missing == [], "apt-get install nginx-light caddy nodejs python3-uvicorn python3")
  }
}
