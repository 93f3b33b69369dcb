import ControlModel
import Testing

@Suite struct TimestampTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
      (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ] as [(Int64, String)])
  func isWrittenAndReadAsRFC3339(_ milliseconds: Int64, _ text: String) {
    #expect(Timestamp(unixMilliseconds: milliseconds).description == text)
    #expect(Timestamp(text)?.unixMilliseconds == milliseconds)
  }

  @Test func whatHasNoSuchFormIsTheNearestThatHas() {
    #expect(Timestamp(unixMilliseconds: Int64.max).description == "9999-12-31T23:59:59.999Z")
    #expect(Timestamp(unixMilliseconds: Int64.min).description == "0000-01-01T00:00:00.000Z")
    #expect(Timestamp("0000-01-01T00:00:00.000Z") == Timestamp(unixMilliseconds: Int.min))
  }

  @Test func daysOfFourCenturiesComeBack() {
    for day in stride(from: Int64(-146_097), to: 146_097, by: 17) {
      let moment = Timestamp(unixMilliseconds: day * 86_400_000 + 43_200_001)
      #expect(Timestamp(moment.description) == moment)
    }
  }

  @Test(arguments: [
    "", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01T00:00:00+00:00",
    "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01 00:00:00Z",
    "2024-01-01T00:00:00.1Z", "2024-01-01T00:00:00,123Z", "x024-01-01T00:00:00Z",
  ])
  func refusesOtherForms(_ text: String) { #expect(Timestamp(text) == nil) }
}
