import ArgumentParser

struct CheckOption: ParsableArguments {
  @Flag(
    name: .long,
    help: "Change nothing; exit with 3 if there is anything to do, with 0 if not.")
  var check = false
}
