/// The one message of the peers: who I am, on which chain, and how high.
struct PeerGreeting {
  let chain: String
  let identity: String
  let height: Int

  init(chain: String, identity: String, height: Int) {
    self.chain = chain
    self.identity = identity
    self.height = height
  }

  init?(_ line: Substring) {
    let words = line.split(separator: " ")
    guard words.count == 4, words[0] == "hello", let height = Int(words[3]) else { return nil }
    self.init(chain: String(words[1]), identity: String(words[2]), height: height)
  }

  var line: String { "hello \(chain) \(identity) \(height)\n" }
}
