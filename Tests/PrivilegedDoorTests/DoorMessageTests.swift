import Basics
import DoorAPI
import Testing

/// The form of every message is fixed: doors and agents of two versions meet during an upgrade.
@Suite struct DoorMessageTests {
  private static let release = ReleaseID("alphaos/1.0-0123456789ab")!
  private static let alpha = ChainName("alpha")!

  @Test(arguments: [
    (DoorRequest.start(units: ["a.service"]), #"{"do":"start","units":["a.service"]}"#),
    (.stop(units: ["a.service"]), #"{"do":"stop","units":["a.service"]}"#),
    (.enable(units: []), #"{"do":"enable","units":[]}"#),
    (.disable(units: ["b"]), #"{"do":"disable","units":["b"]}"#),
    (.resetFailed(units: ["b"]), #"{"do":"reset-failed","units":["b"]}"#),
    (
      .own(
        chain: alpha, generation: .init(number: 7, unit: "alphaos.service", release: release),
        settingsOf: 3),
      #"{"chain":"alpha","do":"own","generation":7,"release":"alphaos/1.0-0123456789ab","settings_of":3,"unit":"alphaos.service"}"#
    ),
    (
      .installRelease(file: "f", program: "alphaos", version: "1", sha256: "ab"),
      #"{"do":"install-release","file":"f","program":"alphaos","sha256":"ab","version":"1"}"#
    ),
    (.removeRelease(release), #"{"do":"remove-release","release":"alphaos/1.0-0123456789ab"}"#),
    (.applyConfiguration, #"{"do":"apply-configuration"}"#),
  ])
  func requests(request: DoorRequest, text: String) throws {
    #expect(String(decoding: try DoorMessage.encode(request), as: UTF8.self) == text)
    #expect(try DoorMessage.decode(DoorRequest.self, Array(text.utf8)) == request)
  }

  @Test(arguments: [
    (DoorReply(), #"{"ok":true}"#),
    (DoorReply(jobs: [.init(unit: "a", id: 3)]), #"{"jobs":[{"id":3,"unit":"a"}],"ok":true}"#),
    (
      DoorReply(release: release, changed: false),
      #"{"changed":false,"ok":true,"release":"alphaos/1.0-0123456789ab"}"#
    ),
    (DoorReply(files: ["/etc/x"]), #"{"files":["/etc/x"],"ok":true}"#),
    (
      DoorReply(
        failure: Failure(FailureKind(rawValue: "kind"), "text", hint: "hint", exit: .busy)),
      #"{"failure":{"exit":75,"hint":"hint","kind":"kind","text":"text"},"ok":false}"#
    ),
  ])
  func answers(answer: DoorReply, text: String) throws {
    #expect(String(decoding: try DoorMessage.encode(answer), as: UTF8.self) == text)
    #expect(try DoorMessage.decode(DoorReply.self, Array(text.utf8)) == answer)
  }

  @Test func aMessageAboveTheLimitIsNotSent() {
    let units = Array(repeating: String(repeating: "x", count: 200), count: 400)
    #expect(throws: Failure.self) { try DoorMessage.encode(DoorRequest.start(units: units)) }
  }
}
