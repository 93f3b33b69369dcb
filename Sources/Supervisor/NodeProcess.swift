import CLinux
internal import SupervisorCore

/// The node we started.
struct NodeProcess {
  let pid: Int32
  let pidfd: Int32
  /// The descriptor where its bind and listen calls arrive; negative when they can't be seen.
  var listener: Int32

  /// - Parameter release: the release's folder.
  static func spawn(
    _ options: Options, release: Text, watched: Bool
  ) -> Result<NodeProcess, Invalid> {
    let path: Text = "\(release)/\(options.program)"
    let words = strings([path] + options.node)
    let environment = adnet_node_environment(
      strings(options.environment), Int32(options.environment.count))
    var result = adnet_spawn_result()
    var step: UnsafePointer<CChar>?
    var request = adnet_spawn_request(
      path: words[0]!, argv: words, envp: UnsafePointer(environment), notify: watched)
    let error = adnet_spawn(&request, &result, &step)
    guard error == 0 else {
      let what = step.map { System.text($0) } ?? "start"
      return .failure(Invalid("cannot \(what) \(path): \(error: error)"))
    }
    if watched && result.listener < 0 {
      System.say("cannot watch the node's binds: \(error: result.listener_error)")
    }
    return .success(
      NodeProcess(pid: result.pid, pidfd: result.pidfd, listener: result.listener))
  }

  /// A node that SIGSTOP holds takes its SIGTERM only once it goes on.
  func terminate() {
    _ = adnet_signal_process(pidfd, adnet_sigterm)
    _ = adnet_signal_process(pidfd, adnet_sigcont)
  }

  func reap(into record: inout ExitRecord) {
    var bySignal = false
    var value: Int32 = 0
    guard adnet_reap(pidfd, &bySignal, &value) == 0 else { return }
    record.kind = bySignal ? .signal : .code
    record.value = Int64(value)
  }

  /// C's strings, and a null pointer after them. They live as long as we do: the child reads them in our
  /// memory, and once only.
  @inline(never)
  private static func strings(_ texts: [Text]) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  {
    let strings = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: texts.count + 1)
    for (index, text) in texts.enumerated() {
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.bytes.count + 1)
      for (index, byte) in text.bytes.enumerated() { copy[index] = CChar(bitPattern: byte) }
      copy[text.bytes.count] = 0
      strings[index] = copy
    }
    strings[texts.count] = nil
    return strings
  }
}
