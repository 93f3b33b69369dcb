#define _GNU_SOURCE
#include "listeners.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int ask(int fd, int family, int protocol) {
  struct {
    struct nlmsghdr head;
    struct inet_diag_req_v2 body;
  } request = {
      .head = {.nlmsg_len = sizeof request,
               .nlmsg_type = SOCK_DIAG_BY_FAMILY,
               .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
      .body = {.sdiag_family = (uint8_t)family,
               .sdiag_protocol = (uint8_t)protocol,
               // A UDP socket that is bound and not connected has TCP's word for closed (net/ipv4/udp_diag.c).
               .idiag_states = 1u << (protocol == IPPROTO_UDP ? TCP_CLOSE : TCP_LISTEN)},
  };
  return send(fd, &request, sizeof request, 0) == sizeof request ? 0 : -1;
}

static void read_attribute(const struct rtattr *attribute, struct adnet_listener *listener) {
  switch (attribute->rta_type) {
  case INET_DIAG_SKV6ONLY:
    memcpy(&listener->is_ipv6_only, RTA_DATA(attribute), sizeof listener->is_ipv6_only);
    break;
  case INET_DIAG_CGROUP_ID:
    memcpy(&listener->group, RTA_DATA(attribute), sizeof listener->group);
    break;
  }
}

static struct adnet_listener read_listener(struct nlmsghdr *head) {
  struct inet_diag_msg *socket = NLMSG_DATA(head);
  struct adnet_listener listener = {
      .port = ntohs(socket->id.idiag_sport),
      .user = socket->idiag_uid,
      .inode = socket->idiag_inode,
      .waiting = socket->idiag_rqueue,
  };
  memcpy(listener.address, socket->id.idiag_src, sizeof listener.address);
  struct rtattr *attribute = (void *)(socket + 1);
  int left = (int)NLMSG_PAYLOAD(head, sizeof *socket);
  for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left))
    read_attribute(attribute, &listener);
  return listener;
}

// Calls `visit` for each; 0, or -1 with errno set.
static int collect(int fd, adnet_listener_visit visit, void *context) {
  _Alignas(struct nlmsghdr) char buffer[32 * 1024];
  for (;;) {
    ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return -1;
    unsigned left = (unsigned)got;
    for (struct nlmsghdr *head = (void *)buffer; NLMSG_OK(head, left);
         head = NLMSG_NEXT(head, left)) {
      if (head->nlmsg_type == NLMSG_DONE) return 0;
      if (head->nlmsg_type == NLMSG_ERROR) {
        const struct nlmsgerr *error = NLMSG_DATA(head);
        errno = -error->error;
        return -1;
      }
      struct adnet_listener listener = read_listener(head);
      visit(&listener, context);
    }
  }
}

static int visit_sockets(int family, int protocol, adnet_listener_visit visit, void *context) {
  int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (fd < 0) return -1;
  int result = ask(fd, family, protocol) == 0 ? collect(fd, visit, context) : -1;
  int number = errno;
  close(fd);
  errno = number;
  return result;
}

int adnet_visit_listeners(int family, adnet_listener_visit visit, void *context) {
  return visit_sockets(family, IPPROTO_TCP, visit, context);
}

int adnet_visit_receivers(int family, adnet_listener_visit visit, void *context) {
  return visit_sockets(family, IPPROTO_UDP, visit, context);
}

struct ports {
  uint16_t *ports;
  uint32_t *users;
  int capacity, count;
};

static void note(const struct adnet_listener *listener, void *context) {
  struct ports *found = context;
  if (found->count == found->capacity) return;
  found->ports[found->count] = listener->port;
  found->users[found->count++] = listener->user;
}

int adnet_listening_ports(int family, uint16_t *ports, uint32_t *users, int capacity) {
  struct ports found = {.ports = ports, .users = users, .capacity = capacity};
  return adnet_visit_listeners(family, note, &found) == 0 ? found.count : -1;
}
