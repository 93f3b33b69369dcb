import Testing

/// The suites whose tests hold their thread for long: one after another, so that they never keep
/// more than one of the few that all tests share.
@Suite(.serialized) struct OneAtATime {}
