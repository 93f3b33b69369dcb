// Takes connections away from a process that still has their descriptors.
#define _GNU_SOURCE
#include "severing.h"

#include <errno.h>

#if !defined(__x86_64__)

struct adnet_severing adnet_sever(int32_t process, int handle, struct adnet_severance *all,
                                  int64_t count, void (*before)(void)) {
  (void)process, (void)handle, (void)before;
  for (int64_t each = 0; each < count; each++) all[each].outcome = ENOTSUP;
  return (struct adnet_severing){.error = ENOTSUP};
}

#else

#include <elf.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "flows.h"
#include "puppet.h"

enum { MOST_POLLED = 16384 };

static bool is_there(const struct adnet_puppet *puppet, const struct adnet_severance *it) {
  char path[64], target[64], wanted[64];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", puppet->process, it->number);
  ssize_t length = readlink(path, target, sizeof target - 1);
  if (length < 0) return false;
  target[length] = 0;
  snprintf(wanted, sizeof wanted, "socket:[%llu]", (unsigned long long)it->inode);
  return strcmp(target, wanted) == 0;
}

// A set of select(2), which may be none.
static bool is_in(const struct adnet_puppet *puppet, uint64_t set, int32_t number) {
  uint64_t word = 0, bit = (uint64_t)number;
  if (!set || adnet_puppet_memory(puppet, &word, set + bit / 64 * 8, sizeof word, false) != sizeof word) return false;
  return word >> bit % 64 & 1;
}

// A thread that waits in a call, by its registers.
struct waiting {
  struct user_regs_struct registers;
  int64_t call;
};

// A poll(2) that was begun anew before has another number, which others have as well: it is known by its code,
// mov $7,%eax; syscall.
static int64_t number_of(const struct adnet_puppet *puppet, const struct user_regs_struct *registers) {
  static const uint8_t POLL[] = {0xb8, SYS_poll, 0, 0, 0, 0x0f, 0x05};
  uint8_t code[sizeof POLL];
  if (registers->orig_rax != SYS_restart_syscall) return (int64_t)registers->orig_rax;
  bool is_poll = adnet_puppet_memory(puppet, code, registers->rip - sizeof code, sizeof code, false) == sizeof code &&
                 memcmp(code, POLL, sizeof code) == 0;
  return is_poll ? SYS_poll : SYS_restart_syscall;
}

// Whether a thread waits in a call for something to read from it, and not for room to write: a server of threads,
// select(2) or poll(2).
static bool awaits(const struct adnet_puppet *puppet, const struct waiting *thread, int32_t number) {
  const struct user_regs_struct registers = thread->registers;
  switch (thread->call) {
    case SYS_read:
    case SYS_readv:
    case SYS_recvfrom:
    case SYS_recvmsg: return (int32_t)registers.rdi == number;
    case SYS_select:
    case SYS_pselect6:
      if ((int64_t)registers.rdi <= number) return false;
      return is_in(puppet, registers.rsi, number) && !is_in(puppet, registers.rdx, number);
    case SYS_poll:
    case SYS_ppoll: {
      struct pollfd list[64];
      for (uint64_t first = 0; first < registers.rsi && first < MOST_POLLED; first += 64) {
        size_t left = registers.rsi - first, count = left < 64 ? left : 64, size = count * sizeof *list;
        uint64_t address = registers.rdi + first * sizeof *list;
        if (adnet_puppet_memory(puppet, list, address, size, false) != (int64_t)size) return false;
        for (size_t each = 0; each < count; each++)
          if (list[each].fd == number && list[each].events & (POLLIN | POLLRDNORM))
            return !(list[each].events & (POLLOUT | POLLWRNORM));
      }
      return false;
    }
    default: return false;
  }
}

// The threads that wait to read from something, once for all connections: the process stands meanwhile.
static int find_waiting(const struct adnet_puppet *puppet, struct waiting *found) {
  int count = 0;
  for (int each = 0; each < puppet->count; each++) {
    struct waiting *it = &found[count];
    struct iovec all = {&it->registers, sizeof it->registers};
    if (!puppet->threads[each]) continue;
    if (ptrace(PTRACE_GETREGSET, puppet->threads[each], (void *)NT_PRSTATUS, &all) < 0) continue;
    // One that is just coming back with something to read isn't to begin anew.
    if (!adnet_puppet_is_interrupted(&it->registers)) continue;
    it->call = number_of(puppet, &it->registers);
    count++;
  }
  return count;
}

// Nothing can be read between this look and the exchange.
static bool is_awaited(const struct adnet_puppet *puppet, const struct waiting *threads, int count,
                       const struct adnet_severance *it) {
  struct adnet_flow flow;
  if (adnet_flow_of(it->connection, &flow) || !flow.is_established || flow.unread) return false;
  if (flow.received != it->received) return false;
  for (int each = 0; each < count; each++)
    if (awaits(puppet, &threads[each], it->number)) return true;
  return false;
}

static int change_epoll(int copy, int operation, const struct adnet_severance *it) {
  int error = adnet_epoll_change(it->epoll, copy, operation, it->number, it->events, it->data);
  // Here that one says that no thread waits for it.
  return error == EBUSY ? EEXIST : error;
}

// The entry of what comes in its place is there before and after, since the process may want to change the entry of
// that number at any time. It tells of nothing yet.
static int exchange_one(const struct adnet_puppet *puppet, int64_t theirs, int ours,
                        const struct adnet_severance *it) {
  if (!is_there(puppet, it)) return ENOENT;
  if (it->epoll >= 0) {
    adnet_puppet_before(puppet);
    int error = change_epoll(ours, EPOLL_CTL_ADD, it);
    if (error) return error;
  }
  int64_t result = adnet_puppet_call(puppet, SYS_dup3, theirs, it->number, O_CLOEXEC, 0);
  if (it->epoll >= 0) {
    adnet_puppet_before(puppet);
    int unused = result < 0 ? ours : it->connection;
    (void)change_epoll(unused, EPOLL_CTL_DEL, it);
  }
  return result < 0 ? (int)-result : 0;
}

// How many are to go.
static int64_t choose(const struct adnet_puppet *puppet, struct adnet_severance *all, int64_t count) {
  struct waiting *threads = NULL;
  int waiting = 0;
  int64_t due = 0;
  for (int64_t each = 0; each < count; each++) {
    bool is_due = !all[each].when_awaited;
    if (!is_due && !threads) {
      threads = calloc((size_t)puppet->count, sizeof *threads);
      if (threads) waiting = find_waiting(puppet, threads);
    }
    if (!is_due && threads) is_due = is_awaited(puppet, threads, waiting, &all[each]);
    all[each].outcome = is_due ? EAGAIN : EBUSY;
    if (is_due) due++;
  }
  free(threads);
  return due;
}

static int exchange(struct adnet_puppet *puppet, struct adnet_severance *all, int64_t count) {
  int64_t result = adnet_puppet_call(puppet, SYS_socketpair, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
                        (int64_t)(puppet->address + offsetof(struct adnet_scratch, pair)));
  if (result < 0) return (int)-result;
  int32_t pair[2];
  if (adnet_puppet_memory(puppet, pair, puppet->address + offsetof(struct adnet_scratch, pair), sizeof pair, false) !=
      sizeof pair)
    return EFAULT;
  // Away from numbers that are borrowed, as the copies are.
  int ours = adnet_copy_descriptor(puppet->handle, pair[0], all[0].connection);
  int error = ours < 0 ? errno : 0;
  for (int64_t each = 0; each < count && !error; each++)
    if (all[each].outcome == EAGAIN) all[each].outcome = exchange_one(puppet, pair[0], ours, &all[each]);
  if (ours >= 0) close(ours);
  // The end of file is what a client that has left looks like: a server that waits for its clients to leave ends.
  result = adnet_puppet_call(puppet, SYS_close, pair[1], 0, 0, 0);
  if (result < 0 && !error) error = (int)-result;
  result = adnet_puppet_call(puppet, SYS_close, pair[0], 0, 0, 0);
  return error ? error : result < 0 ? (int)-result : 0;
}

struct work {
  struct adnet_puppet puppet;
  struct adnet_severance *all;
  int64_t count;
  struct adnet_severing result;
};

static int step(struct work *work, enum adnet_severing_step step, int error) {
  if (error && !work->result.error) work->result.error = error, work->result.step = step;
  return error;
}

static void *run(void *given) {
  struct work *work = given;
  struct adnet_puppet *puppet = &work->puppet;
  if (step(work, ADNET_SEVERING_CODE, adnet_puppet_find_code(puppet))) return NULL;
  int64_t began = adnet_puppet_now();
  if (!step(work, ADNET_SEVERING_STOP, adnet_puppet_stop(puppet)) && choose(puppet, work->all, work->count) &&
      !step(work, ADNET_SEVERING_EXCHANGE, adnet_puppet_take(puppet))) {
    step(work, ADNET_SEVERING_EXCHANGE, exchange(puppet, work->all, work->count));
    step(work, ADNET_SEVERING_EXCHANGE, adnet_puppet_give_back(puppet));
  }
  adnet_puppet_let_go(puppet);
  work->result.stopped_ns = adnet_puppet_now() - began;
  work->result.threads = puppet->count;
  return NULL;
}

// In a thread of its own: the kernel lets go of what a thread traces when it ends, also of one that wouldn't stop.
struct adnet_severing adnet_sever(int32_t process, int handle, struct adnet_severance *all,
                                  int64_t count, void (*before)(void)) {
  struct adnet_severing failed = {.error = ENOMEM};
  for (int64_t each = 0; each < count; each++) all[each].outcome = EAGAIN;
  struct work *work = calloc(1, sizeof *work);
  if (!work) return failed;
  work->puppet.process = process;
  work->puppet.handle = handle;
  work->puppet.before = before;
  work->all = all;
  work->count = count;
  pthread_t thread;
  failed.error = pthread_create(&thread, NULL, run, work);
  if (failed.error) {
    free(work);
    return failed;
  }
  pthread_join(thread, NULL);
  failed = work->result;
  free(work);
  return failed;
}

#endif
