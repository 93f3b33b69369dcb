/// What the program of a release does when it is run.
public enum Behaviour: Hashable, Sendable {
  case good
  case crashesAtStart
  case neverReady
  /// Ready, and then its process ends by itself.
  case crashesAfter(milliseconds: Int)
  /// Serves, and its chain stands still.
  case stalls
  /// Ignores the order to stop until it is killed.
  case hangsOnStop
  /// Binds another port than it was told.
  case bindsElsewhere
  /// Listens, and answers nothing.
  case isMute
}
