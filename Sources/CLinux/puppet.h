// A process that is stopped, and a thread of it that makes system calls for us. x86-64.
#pragma once
#if defined(__x86_64__)

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/user.h>
#include <ucontext.h>

enum {
  ADNET_PUPPET_THREADS = 4096,
  ADNET_PUPPET_STATE = 4096,
};

// What rt_sigreturn(2) finds on a stack (struct rt_sigframe of arch/x86/include/asm/sigframe.h).
struct adnet_frame {
  uint64_t restorer;
  ucontext_t context;
};

struct adnet_scratch {
  struct adnet_frame frame;
  int32_t pair[2];
  // The floating-point registers, and the mark behind them (arch/x86/include/uapi/asm/sigcontext.h).
  uint8_t state[ADNET_PUPPET_STATE + 4] __attribute__((aligned(64)));
};

// The process that is stopped, and the thread that makes calls for us.
struct adnet_puppet {
  pid_t process, thread;
  int handle;
  pid_t threads[ADNET_PUPPET_THREADS];
  int count;
  // Addresses of its code: a system call, followed by a return or not; and the end of a signal's handler, 0 for none.
  uint64_t call, restorer;
  struct user_regs_struct saved;
  uint64_t mask;
  uint64_t address;
  struct adnet_scratch mine, theirs;
  void (*before)(void);
};

// All of these return 0 or an errno, if nothing else is said.

// Looks for what it takes in its code, before it is stopped, since that takes longer than all the rest.
int adnet_puppet_find_code(struct adnet_puppet *puppet);
// Stops all threads, also those that are made meanwhile; ESRCH when it has ended, ETIMEDOUT when the kernel doesn't
// let one stop.
int adnet_puppet_stop(struct adnet_puppet *puppet);
void adnet_puppet_let_go(const struct adnet_puppet *puppet);

// Takes the first thread with room below its stack pointer, and gives it back its registers, signals and stack.
int adnet_puppet_take(struct adnet_puppet *puppet);
int adnet_puppet_give_back(struct adnet_puppet *puppet);
// One system call of the thread; its result, or a negative errno.
int64_t adnet_puppet_call(const struct adnet_puppet *puppet, long number, int64_t first, int64_t second,
                          int64_t third, int64_t fourth);

// Reads or writes its memory; how many bytes.
int64_t adnet_puppet_memory(const struct adnet_puppet *puppet, void *ours, uint64_t theirs, size_t size, bool writes);
// Whether a thread with these registers waited in a call that is to begin anew.
bool adnet_puppet_is_interrupted(const struct user_regs_struct *registers);
// To be called before whatever changes it.
void adnet_puppet_before(const struct adnet_puppet *puppet);
// Nanoseconds of the monotonic clock.
int64_t adnet_puppet_now(void);

#endif
