import Glibc

enum Environment {
  static var home: String { getenv("HOME").map { String(cString: $0) } ?? "." }
}
