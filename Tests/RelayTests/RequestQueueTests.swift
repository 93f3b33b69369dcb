import NIOHTTP1
import Testing

@testable import Relay

@Suite struct RequestQueueTests {
  @Test func aFullQueueReadsNoMoreUntilThereIsRoom() {
    var queue = RequestQueue()
    var admitted: [Bool] = []
    for _ in 0...RequestQueue.limit {
      admitted.append(queue.admitsRead())
      queue.append(.end(nil))
    }
    #expect(admitted == [true, true, true, true, false])
    var due: [Bool] = []
    for _ in 0..<3 {
      due.append(queue.takeDueRead())
      queue.removeFirst()
    }
    #expect(due == [false, false, true], "there is room after two of five")
    let again = queue.takeDueRead()
    #expect(!again, "one read was remembered")
  }

  @Test func aReadThatWasAdmittedIsNotRemembered() {
    var queue = RequestQueue()
    let isAdmitted = queue.admitsRead()
    queue.append(.end(nil))
    queue.removeFirst()
    let isDue = queue.takeDueRead()
    #expect(isAdmitted && !isDue)
  }
}
