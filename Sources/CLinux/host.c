#define _GNU_SOURCE
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t milliseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t adnet_boottime_ms(void) { return milliseconds(CLOCK_BOOTTIME); }
int64_t adnet_unix_ms(void) { return milliseconds(CLOCK_REALTIME); }

int64_t adnet_read_file(const char *path, uint8_t *buffer, int64_t room) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -errno;
  int64_t count = 0;
  for (;;) {
    ssize_t got = read(file, buffer + count, (size_t)(room - count));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) count = -errno;
    if (got <= 0) break;
    count += got;
    if (count == room) {
      count = -EFBIG;
      break;
    }
  }
  close(file);
  return count;
}

int64_t adnet_read_link(const char *path, uint8_t *buffer, int64_t room) {
  ssize_t count = readlink(path, (char *)buffer, (size_t)room);
  if (count < 0) return -errno;
  return count == room ? -EFBIG : count;
}

int adnet_replace_file(const char *path, const char *temporary, const uint8_t *bytes,
                       int64_t count) {
  int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return errno;
  int error = 0;
  while (count > 0 && error == 0) {
    ssize_t put = write(file, bytes, (size_t)count);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) {
      error = errno;
    } else {
      bytes += put;
      count -= put;
    }
  }
  if (error == 0 && fchmod(file, 0644) < 0) error = errno;
  close(file);
  if (error == 0 && rename(temporary, path) < 0) error = errno;
  if (error != 0) unlink(temporary);
  return error;
}

int adnet_remove_file(const char *path) { return unlink(path) < 0 ? errno : 0; }

int adnet_lock_open(const char *path) {
  // No CLOEXEC: every process of the node shall hold it.
  int descriptor = open(path, O_RDONLY | O_NOFOLLOW);
  return descriptor < 0 ? -errno : descriptor;
}

int adnet_lock_try(int descriptor) {
  return flock(descriptor, LOCK_EX | LOCK_NB) < 0 ? errno : 0;
}

int adnet_notify(const uint8_t *message, int64_t count) {
  const char *path = getenv("NOTIFY_SOCKET");
  if (!path || !*path) return 0;
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(path);
  if (length >= sizeof address.sun_path) return EINVAL;
  memcpy(address.sun_path, path, length);
  if (path[0] == '@') address.sun_path[0] = 0;
  int channel = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (channel < 0) return errno;
  ssize_t sent = sendto(channel, message, (size_t)count, MSG_NOSIGNAL, (struct sockaddr *)&address,
                        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
  int error = sent < 0 ? errno : 0;
  close(channel);
  return error;
}

int adnet_signals_open(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGQUIT);
  // Taken and dropped: SIGHUP stops these nodes, and is never passed on.
  sigaddset(&set, SIGHUP);
  sigaddset(&set, SIGPIPE);
  if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -errno;
  int descriptor = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  return descriptor < 0 ? -errno : descriptor;
}

int adnet_signals_next(int descriptor) {
  struct signalfd_siginfo information;
  return read(descriptor, &information, sizeof information) == sizeof information
             ? (int)information.ssi_signo
             : 0;
}

int adnet_wait(const int *descriptors, int count, int timeout) {
  struct pollfd set[16];
  if (count > 16) return -EINVAL;
  for (int index = 0; index < count; index++)
    set[index] = (struct pollfd){.fd = descriptors[index], .events = POLLIN};
  int ready = poll(set, (nfds_t)count, timeout);
  if (ready < 0) return errno == EINTR ? 0 : -errno;
  int mask = 0;
  for (int index = 0; index < count; index++)
    if (set[index].revents != 0) mask |= 1 << index;
  return mask;
}

int adnet_reap(int pidfd, bool *by_signal, int *value) {
  siginfo_t information = {0};
  // P_PIDFD by number: glibc before 2.36 lacks the name.
  while (waitid((idtype_t)3, (id_t)pidfd, &information, WEXITED) < 0)
    if (errno != EINTR) return errno;
  *by_signal = information.si_code != CLD_EXITED;
  *value = information.si_status;
  return 0;
}

static int forget(struct dl_phdr_info *object, size_t size, void *page) {
  (void)size;
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &object->dlpi_phdr[i];
    // What can't be written is as it is in the file, and comes from there when it is needed again.
    if (part->p_type != PT_LOAD || part->p_flags & PF_W) continue;
    uintptr_t from = (object->dlpi_addr + part->p_vaddr) & ~(*(uintptr_t *)page - 1);
    madvise((void *)from, object->dlpi_addr + part->p_vaddr + part->p_memsz - from, MADV_DONTNEED);
  }
  return 0;
}

void adnet_forget_startup(void) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  dl_iterate_phdr(forget, &page);
}

int adnet_signal_process(int pidfd, int signal) {
  return syscall(__NR_pidfd_send_signal, (long)pidfd, (long)signal, NULL, 0L) < 0 ? errno : 0;
}

int adnet_open_process(pid_t pid) {
  int descriptor = syscall(__NR_pidfd_open, (long)pid, 0L);
  return descriptor < 0 ? -errno : descriptor;
}

int adnet_listen_descriptors(void) {
  const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
  if (!pid || !count || atoi(pid) != getpid()) return 0;
  int number = atoi(count);
  if (number < 0 || number > 8) return 0;
  for (int descriptor = 3; descriptor < 3 + number; descriptor++)
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  return number;
}

static bool is_named_as(const char *entry, char *const *added, int count) {
  for (int index = 0; index < count; index++) {
    size_t length = (size_t)(strchrnul(added[index], '=') - added[index]);
    if (strncmp(entry, added[index], length) == 0 && entry[length] == '=') return true;
  }
  return false;
}

char **adnet_node_environment(char *const *added, int number) {
  static const char *const ours[] = {"LISTEN_PID=",    "LISTEN_FDS=",   "LISTEN_FDNAMES=",
                                     "NOTIFY_SOCKET=", "WATCHDOG_PID=", "WATCHDOG_USEC="};
  extern char **environ;
  size_t count = 0;
  while (environ[count]) count++;
  char **kept = calloc(count + (size_t)number + 1, sizeof *kept);
  if (!kept) abort();
  size_t next = 0;
  for (size_t index = 0; index < count; index++) {
    bool mine = false;
    for (size_t name = 0; name < sizeof ours / sizeof ours[0]; name++)
      mine = mine || strncmp(environ[index], ours[name], strlen(ours[name])) == 0;
    if (!mine && !is_named_as(environ[index], added, number)) kept[next++] = environ[index];
  }
  for (int index = 0; index < number; index++)
    if (!is_named_as(added[index], added + index + 1, number - index - 1))
      kept[next++] = added[index];
  return kept;
}

const char *adnet_environment(const char *name) { return getenv(name); }
_Noreturn void adnet_exit(int code) { _exit(code); }
const int adnet_would_block = EWOULDBLOCK, adnet_no_file = ENOENT, adnet_no_process = ESRCH,
          adnet_sigterm = SIGTERM, adnet_sigint = SIGINT, adnet_sigquit = SIGQUIT,
          adnet_sigkill = SIGKILL, adnet_sigcont = SIGCONT;
void adnet_close(int descriptor) { close(descriptor); }
pid_t adnet_own_pid(void) { return getpid(); }
uid_t adnet_own_uid(void) { return getuid(); }
const char *adnet_error_text(int error) { return strerror(error); }

const char *adnet_signal_name(int signal) {
  const char *name = sigabbrev_np(signal);
  return name ? name : "?";
}

static void put(int descriptor, const uint8_t *bytes, int64_t count) {
  while (count > 0) {
    ssize_t done = write(descriptor, bytes, (size_t)count);
    if (done < 0 && errno == EINTR) continue;
    // Nobody to tell if standard error is gone.
    if (done <= 0) return;
    bytes += done;
    count -= done;
  }
}

void adnet_print_error(const uint8_t *bytes, int64_t count) { put(2, bytes, count); }
void adnet_print(const uint8_t *bytes, int64_t count) { put(1, bytes, count); }

#ifdef ADNET_EMBEDDED
// Embedded Swift seeds its hashing with arc4random_buf, which glibc has only from 2.36 on.
void arc4random_buf(void *buffer, size_t count) {
  uint8_t *at = buffer;
  while (count > 0) {
    ssize_t got = getrandom(at, count, 0);
    if (got > 0) {
      at += got;
      count -= (size_t)got;
    }
  }
}
#endif
