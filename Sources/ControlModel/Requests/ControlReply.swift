public import Basics

/// The daemon's answer to a `ControlRequest`.
public enum ControlReply: Hashable, Sendable {
  case status(StatusDocument)
  case version(VersionDocument)
  case releases(ReleaseListDocument)
  case operations(OperationListDocument)
  case operation(OperationDocument)
  case plan(PlanDocument)
  case migration(MigrationDocument)
  case migrationPlan(MigrationPlanDocument)
  case why(WhyDocument)
  case committee(CommitteeDocument)
  case configuration(ConfigurationDocument)
  case configurationProblems(ConfigurationProblems)
  case host(HostDocument)
  case health(HealthDocument)
  case readiness(ReadinessDocument)
  case failure(Failure)
}
