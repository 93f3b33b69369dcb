#include "portprobe.h"
#include "sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// States as in the kernel's include/net/tcp_states.h; TCP_INFO answers with them.
enum { ESTABLISHED = 1, SYN_SENT = 2, FIN_WAIT1 = 4, LISTEN = 10 };

static int info(int fd, struct tcp_info *result) {
  socklen_t size = sizeof *result;
  memset(result, 0, sizeof *result);
  return getsockopt(fd, IPPROTO_TCP, TCP_INFO, result, &size);
}

int adnet_listener_queue(int listener, uint32_t *waiting, uint32_t *room) {
  struct tcp_info now;
  if (info(listener, &now) < 0) return -1;
  if (now.tcpi_state != LISTEN) {
    errno = EINVAL;
    return -1;
  }
  // The kernel reports a listener's queue in these two fields.
  *waiting = now.tcpi_unacked;
  *room = now.tcpi_sacked;
  return 0;
}

int adnet_is_dual_stack(int listener) {
  int only = 1;
  socklen_t size = sizeof only;
  if (getsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &only, &size) < 0) return 0;
  return only == 0;
}

static socklen_t fill(const struct adnet_address *from, struct sockaddr_storage *to) {
  memset(to, 0, sizeof *to);
  if (from->family == 4) {
    struct sockaddr_in *four = (struct sockaddr_in *)to;
    four->sin_family = AF_INET;
    four->sin_port = htons(from->port);
    memcpy(&four->sin_addr, from->bytes, 4);
    return sizeof *four;
  }
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)to;
  six->sin6_family = AF_INET6;
  six->sin6_port = htons(from->port);
  memcpy(&six->sin6_addr, from->bytes, 16);
  return sizeof *six;
}

int adnet_connect_from(const struct adnet_address *source, const struct adnet_address *target) {
  struct sockaddr_storage local, remote;
  socklen_t local_size = fill(source, &local), remote_size = fill(target, &remote);
  int fd = socket(target->family == 4 ? AF_INET : AF_INET6,
                  SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (bind(fd, (struct sockaddr *)&local, local_size) < 0 ||
      (connect(fd, (struct sockaddr *)&remote, remote_size) < 0 && errno != EINPROGRESS)) {
    int number = errno;
    close(fd);
    errno = number;
    return -1;
  }
  return fd;
}

int adnet_is_own_address(const struct adnet_address *address) {
  struct sockaddr_storage remote;
  struct adnet_address local;
  socklen_t size = fill(address, &remote);
  int fd = socket(remote.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  // The kernel picks the source as for a packet to it: to oneself it is the same address, or
  // another of the loopback network.
  int is_own = connect(fd, (struct sockaddr *)&remote, size) == 0 &&
               adnet_socket_address(fd, &local) == 0 &&
               (memcmp(local.bytes, address->bytes, sizeof local.bytes) == 0 ||
                (local.family == 4 && local.bytes[0] == 127));
  close(fd);
  return is_own;
}

int adnet_close_is_confirmed(int socket) {
  struct tcp_info now;
  if (info(socket, &now) < 0) return -1;
  switch (now.tcpi_state) {
    case ESTABLISHED:
      // The last part of a handshake may come late, or get lost at a full queue; once a FIN is
      // confirmed, a listener has the connection.
      (void)shutdown(socket, SHUT_WR);
      return 0;
    case SYN_SENT:
    case FIN_WAIT1:
      return 0;
    default: {
      int number = 0;
      socklen_t size = sizeof number;
      (void)getsockopt(socket, SOL_SOCKET, SO_ERROR, &number, &size);
      // Without an error it is confirmed, or the other end closed first or cut it off: it had it.
      if (number == 0 || number == ECONNRESET) return 1;
      errno = number;
      return -1;
    }
  }
}
