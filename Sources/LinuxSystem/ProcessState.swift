public import Basics

/// The state of a process that isn't ours, by the kernel.
public enum ProcessState {
  /// The process's letter in /proc/PID/stat: `R`, `S`, `D`, `T`, … (proc(5)); nil when it is gone
  /// or hidden.
  public static func letter(of process: Int32, proc: String = "/proc") -> Character? {
    fields(of: process, proc)?.first?.first
  }

  public static func parent(of process: Int32, proc: String = "/proc") -> Int32? {
    fields(of: process, proc)?.dropFirst().first.flatMap { Int32($0) }
  }

  /// The time when it began, in clock ticks since boot; with its number that names one process for good.
  public static func startedTicks(_ process: Int32, proc: String = "/proc") -> UInt64? {
    // The 22nd of all fields.
    fields(of: process, proc)?.dropFirst(19).first.flatMap { UInt64($0) }
  }

  /// As systemd names it: `/adnet.slice/alphaos.service`.
  public static func controlGroup(
    of process: Int32, proc: String = "/proc"
  ) throws(Failure) -> String {
    let text = try File.text("\(proc)/\(process)/cgroup", limit: 4_096)
    for line in text.split(separator: "\n") where line.hasPrefix("0::") {
      return String(line.dropFirst(3))
    }
    throw Failure(.cgroupUnreadable, "cannot find the control group of process \(process)")
  }

  /// Which of these names processes have here now (/proc/PID/comm), sorted.
  public static func running(_ names: Set<String>, proc: String = "/proc") -> [String] {
    guard !names.isEmpty else { return [] }
    // One that has just ended has no name.
    let found = ((try? ProcessFacts.all(proc: proc)) ?? []).compactMap { process in
      ProcessFacts.name(process, proc: proc)
    }
    return names.intersection(found).sorted()
  }

  /// Processes of these programs that are in no unit below that slice, nor in one of this package.
  public static func running(
    _ programs: Set<String>, outside slice: String, proc: String = "/proc"
  ) -> [SecondProcess] {
    // One that has just ended has no name.
    ((try? ProcessFacts.all(proc: proc)) ?? []).compactMap { process in
      // The kernel keeps 15 bytes of a name.
      guard let name = ProcessFacts.name(process, proc: proc),
        let program = programs.first(where: { $0.utf8.prefix(15).elementsEqual(name.utf8) }),
        let group = try? controlGroup(of: process, proc: proc), !group.hasPrefix(slice),
        !group.contains("/adnet-")
      else { return nil }
      return SecondProcess(process, program: program, unit: unit(of: group) ?? "no unit")
    }
  }

  /// The service, scope or slice of a control group.
  public static func unit(of group: String) -> String? {
    group.split(separator: "/").last { $0.contains(".") }.map(String.init)
  }

  /// From the third on: the name before them may hold anything, brackets and blanks too.
  private static func fields(of process: Int32, _ proc: String) -> [Substring]? {
    guard let text = try? File.text("\(proc)/\(process)/stat", limit: 4_096),
      let bracket = text.lastIndex(of: ")")
    else { return nil }
    return text[text.index(after: bracket)...].split(separator: " ")
  }
}
