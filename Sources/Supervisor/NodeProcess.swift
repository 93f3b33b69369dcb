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
    let path = release + "/" + options.program
    // The words live as long as we do: the child reads them in our memory, and once only.
    var words: [UnsafeMutablePointer<CChar>?] = [leak(path)]
    for word in options.node { words.append(leak(word)) }
    words.append(nil)
    var added: [UnsafeMutablePointer<CChar>?] = []
    for entry in options.environment { added.append(leak(entry)) }
    added.append(nil)
    let environment = added.withUnsafeBufferPointer {
      // Never empty: it ends with nil.
      adnet_node_environment($0.baseAddress!, Int32($0.count - 1))
    }

    var result = adnet_spawn_result()
    var step: UnsafePointer<CChar>?
    let error = words.withUnsafeBufferPointer { words in
      var request = adnet_spawn_request(
        path: words[0]!, argv: words.baseAddress!, envp: UnsafePointer(environment),
        notify: watched)
      return adnet_spawn(&request, &result, &step)
    }
    guard error == 0 else {
      let what = "cannot " + (step.map { System.text($0) } ?? "start") + " " + path + ": "
      return .failure(Invalid(what, System.errorText(error)))
    }
    if watched && result.listener < 0 {
      System.say("cannot watch the node's binds: " + System.errorText(result.listener_error))
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

  private static func leak(_ text: Text) -> UnsafeMutablePointer<CChar> {
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.bytes.count + 1)
    for (index, byte) in text.bytes.enumerated() { copy[index] = CChar(bitPattern: byte) }
    copy[text.bytes.count] = 0
    return copy
  }
}
