public import Basics

/// A command, and the chain that it meets.
public struct Order: Sendable {
  public internal(set) var command: Command
  public let now: ChainObservation
  public let settings: ChainSettings
  public let forecast: GapForecast?

  public init(
    _ command: Command, seeing now: ChainObservation, settings: ChainSettings,
    forecast: GapForecast? = nil
  ) {
    self.command = command
    self.now = now
    self.settings = settings
    self.forecast = forecast
  }

  var view: ChainView { ChainView(settings: settings, now: now) }
}
