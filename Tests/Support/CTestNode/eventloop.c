#define _GNU_SOURCE
#include "eventloop.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int adnet_testnode_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int adnet_testnode_epoll_add(int epoll, int fd, uint64_t token) {
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET};
  event.data.u64 = token;
  return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int adnet_testnode_epoll_remove(int epoll, int fd) {
  return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL);
}

int adnet_testnode_epoll_wait(int epoll, adnet_testnode_event *events, int capacity, int64_t timeout_ns) {
  struct epoll_event raw[64];
  if (capacity > 64) capacity = 64;
  struct timespec wait = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
  int count = (int)syscall(SYS_epoll_pwait2, epoll, raw, capacity,
                           timeout_ns < 0 ? NULL : &wait, NULL, (size_t)0);
  if (count < 0 && (errno == ENOSYS || errno == EPERM)) {
    int milliseconds = timeout_ns < 0 ? -1 : (int)((timeout_ns + 999999) / 1000000);
    count = epoll_wait(epoll, raw, capacity, milliseconds);
  }
  if (count < 0) return errno == EINTR ? 0 : -1;
  for (int i = 0; i < count; i++) {
    events[i].token = raw[i].data.u64;
    events[i].events = raw[i].events;
  }
  return count;
}

int adnet_testnode_accept(int fd, void *address, uint32_t *length) {
  return accept4(fd, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int adnet_testnode_signalfd(const int *signals, int count) {
  sigset_t set;
  sigemptyset(&set);
  for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
  if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -1;
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int adnet_testnode_signalfd_next(int fd) {
  struct signalfd_siginfo info;
  ssize_t count = read(fd, &info, sizeof info);
  if (count == (ssize_t)sizeof info) return (int)info.ssi_signo;
  return count < 0 && errno != EAGAIN ? -1 : 0;
}

void adnet_testnode_forbid_looking(void) { prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L); }
