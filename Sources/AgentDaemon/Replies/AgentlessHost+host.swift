import AgentConfig
public import Basics
public import ControlModel
import HostCore
import HostTuning
import LinuxSystem

extension AgentlessHost {
  /// The host's memory safety, seen by this process itself.
  public static func host(_ paths: Paths) throws(Failure) -> HostDocument {
    let desired = try configuration(paths)
    let places = HostPaths(root: paths.root)
    let observation = HostReader(desired.host, nodeUnits: desired.nodeUnits, paths: places).look()
    return HostDocument(
      desired.host, seeing: observation, plan: HostPlanner.plan(desired.host, seeing: observation),
      isApplied: try File.status(places.applied) != nil, report: HostReport.read(places))
  }
}
