#define _GNU_SOURCE
#include "listeners.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

static int ask(int fd, int family) {
  struct {
    struct nlmsghdr head;
    struct inet_diag_req_v2 body;
  } request = {
      .head = {.nlmsg_len = sizeof request,
               .nlmsg_type = SOCK_DIAG_BY_FAMILY,
               .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
      .body = {.sdiag_family = (uint8_t)family,
               .sdiag_protocol = IPPROTO_TCP,
               .idiag_states = 1 << TCP_LISTEN},
  };
  return send(fd, &request, sizeof request, 0) == sizeof request ? 0 : -1;
}

static int collect(int fd, uint16_t *ports, uint32_t *users, int capacity) {
  _Alignas(struct nlmsghdr) char buffer[32 * 1024];
  int count = 0;
  for (;;) {
    ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return -1;
    unsigned left = (unsigned)got;
    for (struct nlmsghdr *head = (void *)buffer; NLMSG_OK(head, left);
         head = NLMSG_NEXT(head, left)) {
      if (head->nlmsg_type == NLMSG_DONE) return count;
      if (head->nlmsg_type == NLMSG_ERROR) {
        const struct nlmsgerr *error = NLMSG_DATA(head);
        errno = -error->error;
        return -1;
      }
      const struct inet_diag_msg *socket = NLMSG_DATA(head);
      if (count == capacity) continue;
      ports[count] = ntohs(socket->id.idiag_sport);
      users[count++] = socket->idiag_uid;
    }
  }
}

int adnet_listening_ports(int family, uint16_t *ports, uint32_t *users, int capacity) {
  int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (fd < 0) return -1;
  int count = ask(fd, family) == 0 ? collect(fd, ports, users, capacity) : -1;
  int number = errno;
  close(fd);
  errno = number;
  return count;
}
