import Basics
import Glibc
import LinuxSystem
import Testing

/// A network of its own for one test: only loopback, all ports free, and the sysctl that moves
/// what waits at a closing socket to the other members of its group.
enum PrivateNetwork {
  static let isPossible = geteuid() == 0
  static let why: Comment = "needs root: a network namespace with net.ipv4.tcp_migrate_req=1"

  /// Runs the test with this thread, and the threads it starts, in the namespace; without root on
  /// the host's loopback.
  static func run(_ body: () throws -> Void) throws {
    guard isPossible else { return try body() }
    let newNetwork: CInt = 0x4000_0000
    let home = try Descriptor.open("/proc/thread-self/ns/net", .read)
    guard unshare(newNetwork) == 0 else {
      throw Failure(cannot: "make a network namespace", errno: errno)
    }
    defer { _ = setns(home.raw, newNetwork) }
    guard system("ip link set lo up && echo 1 >/proc/sys/net/ipv4/tcp_migrate_req") == 0 else {
      throw Failure(FailureKind(rawValue: "test_network"), "cannot set up the network namespace")
    }
    try body()
  }

  /// Limits what the kernel keeps of an answer to about 16 KiB at either end; without root as much as ever.
  static func limitBuffers() throws {
    guard isPossible else { return }
    let files = "/proc/sys/net/ipv4/tcp_wmem /proc/sys/net/ipv4/tcp_rmem"
    guard system("echo 4096 16384 16384 | tee \(files) >/dev/null") == 0 else {
      throw Failure(FailureKind(rawValue: "test_network"), "cannot limit the kernel's buffers")
    }
  }
}

// Glibc's module leaves them out: they need _GNU_SOURCE.
@_silgen_name("unshare") private func unshare(_ flags: CInt) -> CInt
@_silgen_name("setns") private func setns(_ descriptor: CInt, _ kind: CInt) -> CInt
