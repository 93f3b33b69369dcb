/// What a generation was made with.
struct SimulatedSettings: Hashable {
  let configuration: Int
  let unit: String
}
