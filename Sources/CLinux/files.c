#define _GNU_SOURCE
#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <unistd.h>

#ifndef SO_PEERGROUPS
#define SO_PEERGROUPS 59
#endif

int adnet_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int adnet_signalfd(const int *signals, int count) {
  sigset_t set;
  sigemptyset(&set);
  for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
  if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -1;
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int adnet_signalfd_next(int fd) {
  struct signalfd_siginfo info;
  ssize_t got = read(fd, &info, sizeof info);
  if (got == (ssize_t)sizeof info) return (int)info.ssi_signo;
  return got < 0 && errno != EAGAIN && errno != EINTR ? -1 : 0;
}

int adnet_reserve(int fd, int64_t length) {
  if (length <= 0 || fallocate(fd, 0, 0, length) == 0) return 0;
  return errno == EOPNOTSUPP || errno == ENOSYS ? 0 : -1;
}

int adnet_reserve_at(int fd, int64_t offset, int64_t length) {
  return fallocate(fd, 0, offset, length);
}

int adnet_forbid_copies(int fd) {
  int flags = 0;
  if (ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0) return -1;
  flags |= FS_NOCOW_FL;
  return ioctl(fd, FS_IOC_SETFLAGS, &flags);
}

int adnet_reflink(int target, int source) { return ioctl(target, FICLONE, source); }

int adnet_peer(int fd, uint32_t *uid, uint32_t *gid, int32_t *pid) {
  struct ucred peer;
  socklen_t length = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0) return -1;
  *uid = peer.uid;
  *gid = peer.gid;
  *pid = peer.pid;
  return 0;
}

int adnet_peer_groups(int fd, uint32_t *groups, int capacity) {
  socklen_t length = (socklen_t)((size_t)capacity * sizeof *groups);
  if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &length) < 0) return -1;
  return (int)(length / sizeof *groups);
}

const char *adnet_folder_next(void *stream) {
  errno = 0;
  struct dirent *entry = readdir(stream);
  return entry ? entry->d_name : NULL;
}

int adnet_accept(int fd) { return accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }

void adnet_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

int adnet_exchange(const char *first, const char *second) {
  const unsigned exchange = 2; // RENAME_EXCHANGE, which not every header has
  return (int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, exchange);
}

int adnet_clock_synchronised(int64_t *error) {
  struct timex now = {.modes = 0};
  int state = adjtimex(&now);
  if (state < 0) return -1;
  *error = now.maxerror;
  return state != TIME_ERROR && !(now.status & STA_UNSYNC);
}

int adnet_sync_fs(int fd) { return syncfs(fd); }
