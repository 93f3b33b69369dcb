import Basics
import ControlAPI
import ControlModel
import Testing

@Suite struct DocumentCodingTests {
  @Test func keysAreSortedAndTimesAreText() throws {
    let text = String(decoding: try DocumentCoding.encode(Sample.status), as: UTF8.self)
    #expect(
      text == """
        {
          "agent" : {
            "pid" : 7,
            "since" : "1970-01-01T00:00:00.000Z",
            "state" : "running",
            "version" : "1.0.0"
          },
          "chains" : [

          ],
          "host" : "h1",
          "observedAt" : "2023-11-14T22:13:20.123Z",
          "observed_at" : "2023-11-14T22:13:20.123Z",
          "problems" : [

          ],
          "schema" : "adnet.status/1"
        }

        """)
  }

  @Test func aDocumentComesBackAsItWas() throws {
    let json = try DocumentCoding.encode(Sample.operation(seq: 3))
    #expect(
      try DocumentCoding.decode(OperationDocument.self, from: json) == Sample.operation(seq: 3))
  }

  @Test func aNewerSchemaIsRefused() {
    let json = Array(#"{"schema":"adnet.version/2","version":"9"}"#.utf8)
    #expect(
      throws: Failure(
        .unexpectedSchema, "cannot read adnet.version/2: adnet.version/1 was expected")
    ) {
      try DocumentCoding.decode(VersionDocument.self, from: json)
    }
  }
}
