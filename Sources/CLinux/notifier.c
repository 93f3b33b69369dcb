// Seeing and answering the node's bind and listen calls: seccomp user notification.
#define _GNU_SOURCE
#include "notifier.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#else
#error "this architecture's AUDIT_ARCH is missing here"
#endif

int adnet_notifier_install(void) {
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 0, 4),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_bind, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_listen, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {.len = sizeof filter / sizeof filter[0], .filter = filter};
  // SPEC_ALLOW: before 5.16 a filter would switch speculative store bypass off for the node.
  int listener = syscall(__NR_seccomp, (long)SECCOMP_SET_MODE_FILTER,
                         SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_SPEC_ALLOW,
                         &program);
  return listener < 0 ? -errno : listener;
}

int adnet_notifier_supported(void) {
  struct seccomp_notif_sizes sizes;
  if (syscall(__NR_seccomp, (long)SECCOMP_GET_NOTIF_SIZES, 0L, &sizes) < 0) return errno;
  // pidfd_getfd came with 5.6; on a bad descriptor it says so, where it exists.
  if (syscall(__NR_pidfd_getfd, -1L, -1L, 0L) < 0 && errno == ENOSYS) return ENOSYS;
  // ADDFD came with 5.9; on a descriptor that is no notifier both kernels say ENOTTY, so a
  // kernel between 5.6 and 5.9 is found out only when the first replacement fails.
  return 0;
}

// The kernel may know longer structures than the headers we were built with.
union notification_space {
  struct seccomp_notif it;
  char space[256];
};
union response_space {
  struct seccomp_notif_resp it;
  char space[128];
};

int adnet_notifier_receive(int listener, struct adnet_notification *notification) {
  union notification_space request;
  memset(&request, 0, sizeof request);
  while (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request.it) < 0) {
    if (errno == EINTR) continue;
    return errno == ENOENT ? 0 : -errno;
  }
  const struct seccomp_data *data = &request.it.data;
  notification->id = request.it.id;
  notification->thread = (pid_t)request.it.pid;
  notification->call = data->nr == __NR_bind     ? ADNET_CALL_BIND
                       : data->nr == __NR_listen ? ADNET_CALL_LISTEN
                                                 : ADNET_CALL_OTHER;
  notification->descriptor = (int)data->args[0];
  notification->address = data->args[1];
  notification->length =
      (int)(notification->call == ADNET_CALL_BIND ? data->args[2] : data->args[1]);
  return 1;
}

static void respond(int listener, uint64_t id, int error, uint32_t flags) {
  union response_space response;
  memset(&response, 0, sizeof response);
  response.it.id = id;
  response.it.error = -error;
  response.it.flags = flags;
  // ENOENT: the caller is gone, so nobody waits.
  (void)ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response.it);
}

void adnet_notifier_continue(int listener, uint64_t id) {
  respond(listener, id, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
}

void adnet_notifier_answer(int listener, uint64_t id, int error) {
  respond(listener, id, error, 0);
}

int adnet_notifier_replace(int listener, uint64_t id, int source, int target, bool cloexec) {
  struct seccomp_notif_addfd request = {
      .id = id,
      .flags = SECCOMP_ADDFD_FLAG_SETFD,
      .srcfd = (uint32_t)source,
      .newfd = (uint32_t)target,
      .newfd_flags = cloexec ? O_CLOEXEC : 0,
  };
  return ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &request) < 0 ? errno : 0;
}

int adnet_peek_address(pid_t thread, uint64_t at, int length, struct adnet_address *address) {
  struct sockaddr_storage storage;
  memset(&storage, 0, sizeof storage);
  size_t size = length < 0                             ? 0
                : (size_t)length > sizeof storage ? sizeof storage
                                                       : (size_t)length;
  struct iovec local = {.iov_base = &storage, .iov_len = size};
  struct iovec remote = {.iov_base = (void *)(uintptr_t)at, .iov_len = size};
  if (process_vm_readv(thread, &local, 1, &remote, 1, 0) < 0) return errno;
  memset(address, 0, sizeof *address);
  if (storage.ss_family == AF_INET && size >= sizeof(struct sockaddr_in)) {
    const struct sockaddr_in *four = (const struct sockaddr_in *)&storage;
    address->family = 4;
    address->port = ntohs(four->sin_port);
    memcpy(address->bytes, &four->sin_addr, 4);
  } else if (storage.ss_family == AF_INET6 && size >= offsetof(struct sockaddr_in6, sin6_scope_id)) {
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&storage;
    address->family = 6;
    address->port = ntohs(six->sin6_port);
    memcpy(address->bytes, &six->sin6_addr, 16);
  }
  return 0;
}

// The process a thread belongs to: pidfds are for processes.
static pid_t process_of(pid_t thread) {
  char path[64], text[4096];
  snprintf(path, sizeof path, "/proc/%d/status", thread);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return thread;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return thread;
  text[count] = 0;
  const char *line = strstr(text, "\nTgid:");
  return line ? (pid_t)atoi(line + 6) : thread;
}

int adnet_take_descriptor(pid_t thread, int descriptor) {
  int process = syscall(__NR_pidfd_open, (long)process_of(thread), 0L);
  if (process < 0) return -errno;
  int copy = syscall(__NR_pidfd_getfd, (long)process, (long)descriptor, 0L);
  int error = errno;
  close(process);
  return copy < 0 ? -error : copy;
}

const int adnet_cloexec = O_CLOEXEC;

int adnet_descriptor_flags(pid_t thread, int descriptor) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", thread, descriptor);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -errno;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return -EIO;
  text[count] = 0;
  const char *line = strstr(text, "flags:");
  return line ? (int)strtol(line + 6, NULL, 8) : -EIO;
}
