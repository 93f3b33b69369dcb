#define _GNU_SOURCE
#include "sockets.h"
#include "listeners.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int adnet_parse_address(const char *text, struct adnet_address *address) {
  memset(address, 0, sizeof *address);
  if (inet_pton(AF_INET, text, address->bytes) == 1) {
    address->family = 4;
    return 0;
  }
  if (inet_pton(AF_INET6, text, address->bytes) == 1) {
    address->family = 6;
    return 0;
  }
  return EINVAL;
}

void adnet_format_address(const struct adnet_address *address, char *text) {
  char host[INET6_ADDRSTRLEN] = "?";
  inet_ntop(address->family == 6 ? AF_INET6 : AF_INET, address->bytes, host, sizeof host);
  snprintf(text, 64, address->family == 6 ? "[%s]:%u" : "%s:%u", host, address->port);
}

static void tell_address(const struct sockaddr_storage *storage, struct adnet_address *address) {
  memset(address, 0, sizeof *address);
  if (storage->ss_family == AF_INET) {
    const struct sockaddr_in *four = (const struct sockaddr_in *)storage;
    address->family = 4;
    address->port = ntohs(four->sin_port);
    memcpy(address->bytes, &four->sin_addr, 4);
  } else if (storage->ss_family == AF_INET6) {
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)storage;
    address->family = 6;
    address->port = ntohs(six->sin6_port);
    memcpy(address->bytes, &six->sin6_addr, 16);
  }
}

int adnet_socket_address(int socket, struct adnet_address *address) {
  struct sockaddr_storage storage;
  socklen_t size = sizeof storage;
  if (getsockname(socket, (struct sockaddr *)&storage, &size) < 0) return errno;
  tell_address(&storage, address);
  return 0;
}

int adnet_socket_remote_address(int socket, struct adnet_address *address) {
  struct sockaddr_storage storage;
  socklen_t size = sizeof storage;
  if (getpeername(socket, (struct sockaddr *)&storage, &size) < 0) return errno;
  tell_address(&storage, address);
  if (address->family == 6 && IN6_IS_ADDR_V4MAPPED((struct in6_addr *)address->bytes)) {
    address->family = 4;
    memmove(address->bytes, address->bytes + 12, 4);
    memset(address->bytes + 4, 0, 12);
  }
  return 0;
}

int adnet_socket_listen(int socket, int backlog) {
  return listen(socket, backlog) < 0 ? errno : 0;
}

bool adnet_socket_is_tcp(int socket) {
  int type = 0;
  socklen_t size = sizeof type;
  return getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

uint64_t adnet_socket_cookie(int socket) {
  uint64_t cookie = 0;
  socklen_t size = sizeof cookie;
  return getsockopt(socket, SOL_SOCKET, SO_COOKIE, &cookie, &size) == 0 ? cookie : 0;
}

static void copy_option(int to, int from, int level, int name) {
  char value[16];
  socklen_t size = sizeof value;
  // An option neither side knows is no difference between them.
  if (getsockopt(from, level, name, value, &size) == 0)
    (void)setsockopt(to, level, name, value, size);
}

void adnet_socket_take_over(int held, int own, int flags) {
  int now = fcntl(held, F_GETFL);
  int wanted = (now & ~O_NONBLOCK) | (flags & O_NONBLOCK);
  if (now >= 0 && now != wanted) (void)fcntl(held, F_SETFL, wanted);
  copy_option(held, own, SOL_SOCKET, SO_KEEPALIVE);
  copy_option(held, own, SOL_SOCKET, SO_LINGER);
  copy_option(held, own, IPPROTO_TCP, TCP_NODELAY);
  copy_option(held, own, IPPROTO_TCP, TCP_DEFER_ACCEPT);
}

// What is looked for among the listening sockets, and how many were found.
struct search {
  const struct adnet_address *address;
  uint16_t port;
  // Whether the address has to be the same, or else the user.
  bool by_address;
  uid_t user;
  int found;
};

static void look(const struct adnet_listener *listener, void *context) {
  struct search *search = context;
  if (listener->port != search->port) return;
  size_t size = search->address->family == 6 ? 16 : 4;
  if (search->by_address ? memcmp(listener->address, search->address->bytes, size) == 0
                         : listener->user == search->user)
    search->found++;
}

static int count_listeners(struct search search) {
  int family = search.address->family == 6 ? AF_INET6 : AF_INET;
  return adnet_visit_listeners(family, look, &search) == 0 ? search.found : -1;
}

int adnet_count_listeners(const struct adnet_address *address) {
  return count_listeners(
      (struct search){.address = address, .port = address->port, .by_address = true});
}

bool adnet_someone_listens(const struct adnet_address *address, uint16_t port, uid_t uid) {
  return count_listeners((struct search){.address = address, .port = port, .user = uid}) > 0;
}
