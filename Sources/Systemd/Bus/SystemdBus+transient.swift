public import Basics
import CSystemd
import Glibc

/// A service without a unit file: its words reach systemd as typed values, and none of them can be taken
/// for syntax.
public struct TransientService: Sendable {
  public var name: String
  public var description: String
  /// Numbers, or names.
  public var user: String
  public var group: String
  public var folder: String
  public var program: String
  /// With the program's own name in front.
  public var arguments: [String]
  /// `NAME=value` each.
  public var environment: [String]

  public init(
    name: String, description: String, user: String, group: String, folder: String,
    program: String, arguments: [String], environment: [String]
  ) {
    self.name = name
    self.description = description
    self.user = user
    self.group = group
    self.folder = folder
    self.program = program
    self.arguments = arguments
    self.environment = environment
  }
}

extension SystemdBus {
  /// Starts it; it is gone with its end, or the next boot.
  public func start(_ service: TransientService) throws(Failure) {
    let copies = Copies()
    let texts = [
      service.name, service.description, service.user, service.group, service.folder,
      service.program,
    ].map(copies.text)
    let (arguments, environment) = (
      copies.list(service.arguments), copies.list(service.environment)
    )
    try call("start \(service.name)", unit: service.name) { error in
      var unit = adnet_transient(
        name: texts[0], description: texts[1], user: texts[2], group: texts[3], folder: texts[4],
        program: texts[5], arguments: arguments, environment: environment)
      return adnet_bus_start_transient(bus, &unit, &error)
    }
    withExtendedLifetime(copies) {}
  }
}

/// C strings that live as long as this does.
private final class Copies {
  private var texts: [UnsafeMutablePointer<CChar>] = []
  private var lists: [UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>] = []

  func text(_ text: String) -> UnsafePointer<CChar> { UnsafePointer(copy(text)) }

  /// Ended by a nil.
  func list(_ words: [String]) -> UnsafePointer<UnsafeMutablePointer<CChar>?> {
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: words.count + 1)
    for (index, word) in words.enumerated() { (list + index).initialize(to: copy(word)) }
    (list + words.count).initialize(to: nil)
    lists.append(list)
    return UnsafePointer(list)
  }

  private func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
    // strdup fails only where there is no memory at all.
    let copy = strdup(text)!
    texts.append(copy)
    return copy
  }

  deinit {
    for text in texts { free(text) }
    for list in lists { list.deallocate() }
  }
}
