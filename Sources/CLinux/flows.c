// Another process's connections: looked at, and taken over.
#define _GNU_SOURCE
#include "flows.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// include/net/tcp_states.h, which isn't part of the interface's headers; netinet/tcp.h has it, and
// can't be included beside linux/tcp.h.
enum { ESTABLISHED = 1 };

int adnet_flow_of(int socket, struct adnet_flow *flow) {
  struct tcp_info info;
  memset(&info, 0, sizeof info);
  socklen_t size = sizeof info;
  if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) < 0) return errno;
  // Its last field that is read here came with Linux 4.19.
  if (size < offsetof(struct tcp_info, tcpi_bytes_retrans) + sizeof info.tcpi_bytes_retrans)
    return ENOTSUP;
  int unread = 0, unsent = 0;
  if (ioctl(socket, SIOCINQ, &unread) < 0 || ioctl(socket, SIOCOUTQ, &unsent) < 0) return errno;
  flow->is_established = info.tcpi_state == ESTABLISHED;
  flow->unread = (uint32_t)unread;
  flow->unsent = (uint32_t)unsent;
  flow->received = info.tcpi_bytes_received;
  flow->written = info.tcpi_bytes_sent - info.tcpi_bytes_retrans + info.tcpi_notsent_bytes;
  flow->since_received = info.tcpi_last_data_recv;
  flow->since_sent = info.tcpi_last_data_sent;
  flow->since_confirmed = info.tcpi_last_ack_recv;
  flow->packets_in = info.tcpi_data_segs_in;
  flow->packets_out = info.tcpi_data_segs_out;
  return 0;
}

int64_t adnet_peek(int socket, uint8_t *bytes, int64_t room) {
  return recv(socket, bytes, (size_t)room, MSG_PEEK | MSG_DONTWAIT);
}

int adnet_copy_descriptor(int process, int descriptor, int lowest) {
  int copy = (int)syscall(__NR_pidfd_getfd, (long)process, (long)descriptor, 0L);
  if (copy < 0) return -1;
  int high = fcntl(copy, F_DUPFD_CLOEXEC, lowest);
  int error = errno;
  close(copy);
  errno = error;
  return high;
}

int adnet_epoll_change(int epoll, int copy, int operation, int number, uint32_t events, uint64_t data) {
  if (fcntl(number, F_GETFD) >= 0) return EBUSY;
  if (dup3(copy, number, O_CLOEXEC) < 0) return errno;
  struct epoll_event event = {.events = events, .data.u64 = data};
  int error = epoll_ctl(epoll, operation, number, &event) < 0 ? errno : 0;
  close(number);
  return error;
}

int adnet_epoll_modify(int epoll, int copy, int number, uint32_t events, uint64_t data) {
  return adnet_epoll_change(epoll, copy, EPOLL_CTL_MOD, number, events, data);
}

int64_t adnet_allow_descriptors(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return 1024;
  struct rlimit wanted = {.rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max};
  return (int64_t)(setrlimit(RLIMIT_NOFILE, &wanted) < 0 ? limit.rlim_cur : limit.rlim_max);
}

int adnet_separate_descriptors(void) { return unshare(CLONE_FILES) < 0 ? errno : 0; }

void adnet_forbid_tracing(void) { (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

const uint32_t adnet_epoll_reading =
    EPOLLIN | EPOLLPRI | EPOLLRDNORM | EPOLLRDBAND | EPOLLMSG | EPOLLRDHUP;
const uint32_t adnet_epoll_writing = EPOLLOUT;
const uint32_t adnet_epoll_edges = EPOLLET;
