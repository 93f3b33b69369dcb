import ArgumentParser

struct CheckOption: ParsableArguments {
  @Flag(
    name: .long,
    help: "Change nothing; end with 3 if anything would be done, with 0 if it is so already.")
  var check = false
}
