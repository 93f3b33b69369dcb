import Basics
import Glibc
import LinuxSystem

// Severs descriptors of a process, of which its first epoll watches all, and ends before one of its operations.
// usage: sever-trial PROCESS OPERATION EPOLL NUMBER…
//   OPERATION: the one before which it is killed, from 0; -1 for none
// It says what came of each, the threads that were stopped, and how many operations there were.

enum Operations {
  nonisolated(unsafe) static var count = 0
  nonisolated(unsafe) static var last = -1
}

let words = CommandLine.arguments.dropFirst().compactMap { Int32($0) }
guard words.count > 3 else { exit(64) }
Operations.last = Int(words[1])

let process = try ForeignProcess(words[0])
let lowest = ForeignProcess.prepare()
let epoll = try process.copy(words[2], lowest: lowest)
let entries = try process.information(words[2]).split(separator: "\n").map {
  $0.split { $0 == " " || $0 == "\t" }
}
final class Copy {
  let descriptor: Descriptor
  init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
}
var copies: [Copy] = []
var all: [Severance] = []
for number in words.dropFirst(3) {
  let copy = Copy(try process.copy(number, lowest: lowest))
  let entry = entries.first { $0.count > 5 && $0[0] == "tfd:" && Int32($0[1]) == number }
  let watch = entry.map {
    Severance.Watch(
      epoll: epoll, events: UInt32($0[3], radix: 16)!, data: UInt64($0[5], radix: 16)!)
  }
  let inode = process.target(of: number).flatMap { UInt64($0.dropFirst(8).dropLast()) } ?? 0
  all.append(Severance(number: number, inode: inode, copy: copy.descriptor, watch: watch))
  copies.append(copy)
}
let done = withExtendedLifetime(copies) {
  process.sever(all) {
    if Operations.count == Operations.last { kill(getpid(), SIGKILL) }
    Operations.count += 1
  }
}
print(done.outcomes.map { "\($0)" }.joined(separator: " "), done.threads, Operations.count)
if let failure = done.failure {
  print(failure.text)
  exit(1)
}
