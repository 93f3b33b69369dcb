// adnet-simulate: runs the agent's loop on simulated hosts.
//
//   adnet-simulate --list                 the scenarios
//   adnet-simulate                        every scenario, plain and with faults, until one goes wrong
//   adnet-simulate --every N [SCENARIO]   … with every Nth of the faults that there can be; 1 for all
//   adnet-simulate 'good swap'            tells the story of one
//   adnet-simulate 'good swap' 11 before agentIsKilled
//                                         … with a fault at one operation
//   adnet-simulate --weather SEED         tells the story of one seed; so does --migration-weather
//
// Ends with 0 when all is well, with 1 when a promise was broken (its story is printed), 2 when asked
// for something unknown.

import AgentSimulation
import Glibc

func fail(_ text: String, _ code: Int32) -> Never {
  print(text)
  exit(code)
}

func check(_ trial: Trial, _ faults: FaultPlan, _ fault: FaultPlan.Fault?, _ what: String) {
  guard let flaw = trial.flaw(faults, fault) else { return }
  fail("\(trial.name)\(what): \(flaw)\n\(trial.story(faults))", 1)
}

/// Each scenario plain; then with a fault at every so-and-so-many-th operation of it.
func checkAll(every step: Int, only name: String? = nil) {
  let trials = Trial.all.filter { name == nil || $0.name == name }
  if trials.isEmpty { fail("there is no such scenario; --list shows them", 2) }
  for trial in trials { check(trial, .none, nil, "") }
  var turn = 0
  for trial in trials {
    for operation in 0..<trial.operations {
      for moment in FaultPlan.Moment.allCases {
        for fault in FaultPlan.Fault.usual {
          turn += 1
          guard turn.isMultiple(of: step) else { continue }
          check(
            trial, .one(fault, moment, operation: operation), fault,
            ": \(fault) \(moment) operation \(operation)")
        }
      }
    }
  }
}

func tellWeather(_ seed: UInt64) -> Bool {
  let weather = Weather(seed: seed)
  let run = Simulation(
    weather.scenario, pace: weather.pace, faults: weather.faults, wantsTranscript: true
  ).run()
  print(run.story)
  return Verdict.isGood(run, weather)
}

func tellMigrationWeather(_ seed: UInt64) -> Bool {
  let weather = MigrationWeather(seed: seed)
  let run = MigrationSimulation(
    weather.scenario, pace: weather.pace, faults: weather.faults, wantsTranscript: true
  ).run()
  print(run.story)
  return MigrationVerdict.flaw(run, isReleaseGood: weather.isReleaseGood, mayBeLate: true) == nil
}

func faults(_ words: ArraySlice<String>) -> FaultPlan {
  let words = Array(words)
  if words.isEmpty { return .none }
  guard words.count == 3, let operation = Int(words[0]),
    let moment = FaultPlan.Moment.allCases.first(where: { "\($0)" == words[1] }),
    let fault = FaultPlan.Fault.allCases.first(where: { "\($0)" == words[2] })
  else {
    fail(
      "not OPERATION before|after FAULT, where FAULT is one of "
        + FaultPlan.Fault.allCases.map { "\($0)" }.joined(separator: ", "), 2)
  }
  return .one(fault, moment, operation: operation)
}

let words = Array(CommandLine.arguments.dropFirst())
switch (words.first, words.dropFirst().first.flatMap(UInt64.init)) {
case (nil, _): checkAll(every: 7)
case ("--every", let step?):
  checkAll(every: max(1, Int(step)), only: words.dropFirst(2).first)
case ("--list", _): for trial in Trial.all { print(trial.name) }
case ("--weather", let seed?): exit(tellWeather(seed) ? 0 : 1)
case ("--migration-weather", let seed?): exit(tellMigrationWeather(seed) ? 0 : 1)
case (let name?, _):
  guard let trial = Trial.all.first(where: { $0.name == name }) else {
    fail("there is no scenario \(name); --list shows them", 2)
  }
  let faults = faults(words.dropFirst())
  print(trial.story(faults))
  exit(trial.flaw(faults, nil) == nil ? 0 : 1)
}
