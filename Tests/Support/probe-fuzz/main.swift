import CTestSupport
import Glibc
import HostilePeer
import LinuxSystem
import NIOPosix
import Probes

// probe-fuzz SECONDS SEED: probes a server that answers anything, and watches its own memory. Ends with
// 1 when it grows.

let seconds = CommandLine.arguments.count > 1 ? Int64(CommandLine.arguments[1]) ?? 10 : 10
let seed = CommandLine.arguments.count > 2 ? UInt64(CommandLine.arguments[2]) ?? 1 : 1
let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
let server = try HostileServer(MultiThreadedEventLoopGroup(numberOfThreads: 1), seed: seed)
let run = HostileRun(ProbeClient(group: group), group)

func resident() throws -> Int {
  let words = try File.text("/proc/self/statm", limit: 256).split(separator: " ")
  return words.count > 1 ? (Int(words[1]) ?? 0) * 4 : 0
}

// What a run needs once is there before memory is looked at.
run.run(server.port, milliseconds: 2_000)
let (allocated, size) = (adnet_test_allocated(), try resident())
for part in 1...10 {
  run.run(server.port, milliseconds: seconds * 100)
  print(
    "\(seconds * Int64(part) / 10) s: \(server.answers) answers, allocated "
      + "\(adnet_test_allocated() >> 10) KiB, resident \(try resident()) KiB")
}
let grown = adnet_test_allocated() - allocated
let counts = run.counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
print(
  "seed \(seed): \(server.answers) answers in \(seconds) s, \(counts.joined(separator: ", ")); "
    + "allocated \(allocated >> 10) KiB before, \(grown >> 10) more after; resident \(size) -> "
    + "\(try resident()) KiB")
if grown > 1 << 20 { adnetFuzzFailed() }

func adnetFuzzFailed() -> Never {
  print("memory has grown")
  exit(1)
}
