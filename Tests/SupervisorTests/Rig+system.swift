import CTestSupport
import Glibc

extension Rig {
  /// Where the programs are that were built with these tests.
  static var folder: String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(
      decoding: buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    for candidate in ["/\(folder)", ".build/debug"]
    where access("\(candidate)/adnet-supervisor", X_OK) == 0 { return candidate }
    return CommandLine.arguments.first.map { argument in
      argument.split(separator: "/").dropLast().joined(separator: "/")
    } ?? "."
  }

  static var binary: String { "\(folder)/adnet-supervisor" }

  /// A listening socket with SO_REUSEPORT on a free loopback port, as a socket unit makes it.
  static func listener() throws -> (Int32, UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    var one: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &one, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        bind(descriptor, raw, size) == 0 && listen(descriptor, 512) == 0
          && getsockname(descriptor, raw, &size) == 0
      }
    }
    guard bound else { throw RigError("cannot listen") }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  static func messageSocket(_ path: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    guard bound else { throw RigError("cannot bind \(path)") }
    return descriptor
  }
}

@discardableResult
func run(_ words: String...) -> Int32 {
  var status: Int32 = 0
  guard let pid = try? spawn(words) else { return -1 }  // -1 says it
  waitpid(pid, &status, 0)
  return status
}

func spawn(
  _ words: [String], passing: [Int32] = [], out: String? = nil, err: String? = nil
) throws -> pid_t {
  var pid: pid_t = 0
  var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
  arguments.append(nil)
  defer { for argument in arguments { free(argument) } }
  guard adnet_test_spawn(&pid, arguments, passing, Int32(passing.count), out, err) == 0 else {
    throw RigError("cannot start \(words[0])")
  }
  return pid
}

/// One HTTP request on a connection of its own: the status line's code, or a negative number.
func request(_ port: UInt16, timeout: Int = 10) -> Int {
  let descriptor = connect(port, timeout: timeout)
  guard descriptor >= 0 else { return -1 }
  defer { close(descriptor) }
  return ask(descriptor) ? answer(descriptor) : -2
}

func connect(_ port: UInt16, timeout: Int) -> Int32 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
  var limit = timeval(tv_sec: timeout, tv_usec: 0)
  setsockopt(
    descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = inet_addr("127.0.0.1")
  address.sin_port = port.bigEndian
  let connected = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
  if connected { return descriptor }
  close(descriptor)
  return -1
}

func ask(_ descriptor: Int32) -> Bool {
  let text = Array("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
  return send(descriptor, text, text.count, Int32(MSG_NOSIGNAL)) == text.count
}

func answer(_ descriptor: Int32) -> Int {
  var buffer = [UInt8](repeating: 0, count: 512)
  let count = recv(descriptor, &buffer, buffer.count, 0)
  guard count > 12 else { return -3 }
  return Int(String(decoding: buffer[9..<12], as: UTF8.self)) ?? -4
}
