import Glibc

/// A UDP socket that receives from anybody, and answers nobody.
enum UDP {
  static func receive(at address: SocketAddress) throws(Refusal) -> CInt {
    let family = address.host.count == 4 ? AF_INET : AF_INET6
    let descriptor = socket(family, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0, address.withPointer({ bind(descriptor, $0, $1) }) == 0 else {
      throw Refusal("cannot receive on UDP \(address): error \(errno)", exit: 101)
    }
    return descriptor
  }
}
