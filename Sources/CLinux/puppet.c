// Lets a thread of another process make system calls, so that whoever is killed meanwhile leaves it as it was.
#define _GNU_SOURCE
#include "puppet.h"

#if defined(__x86_64__)

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  // A thread that the kernel doesn't let stop: a disk that doesn't answer.
  PATIENCE_MS = 50,
  // Below what a function may use without saying so (the red zone).
  RED_ZONE = 128,
  PIECE = 1 << 16,
};

int64_t adnet_puppet_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void adnet_puppet_before(const struct adnet_puppet *puppet) {
  if (puppet->before) puppet->before();
}

// MARK: its code

static const uint8_t CALL[] = {0x0f, 0x05}, CALL_RETURN[] = {0x0f, 0x05, 0xc3},
                     RESTORER[] = {0x48, 0xc7, 0xc0, 0x0f, 0x00, 0x00, 0x00, 0x0f, 0x05};

static bool is_complete(const struct adnet_puppet *puppet, bool returns) { return puppet->restorer && returns; }

// Looked for before it is stopped, since that takes longer than all the rest.
int adnet_puppet_find_code(struct adnet_puppet *puppet) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/maps", puppet->process);
  FILE *maps = fopen(path, "re");
  if (!maps) return errno;
  static _Thread_local uint8_t bytes[PIECE + sizeof RESTORER];
  uint64_t plain = 0, returning = 0;
  char line[512];
  while (!is_complete(puppet, returning != 0) && fgets(line, sizeof line, maps)) {
    unsigned long from, to, inode;
    char rights[8];
    if (sscanf(line, "%lx-%lx %7s %*s %*s %lu", &from, &to, rights, &inode) != 4) continue;
    // Of a file: what a program makes as it runs may be something else at any time.
    if (rights[2] != 'x' || (!inode && !strstr(line, "[vdso]"))) continue;
    // Pieces overlap by what might lie across their border.
    for (uint64_t at = from; at < to && !is_complete(puppet, returning != 0); at += PIECE) {
      size_t wanted = to - at < sizeof bytes ? to - at : sizeof bytes;
      struct iovec here = {bytes, wanted}, there = {(void *)at, wanted};
      ssize_t got = process_vm_readv(puppet->process, &here, 1, &there, 1, 0);
      if (got < 0 && errno != EFAULT) {
        int error = errno;
        fclose(maps);
        return error;
      }
      if (got <= 0) break;
      const uint8_t *found;
      if (!returning && (found = memmem(bytes, (size_t)got, CALL_RETURN, sizeof CALL_RETURN)))
        returning = at + (uint64_t)(found - bytes);
      if (!plain && (found = memmem(bytes, (size_t)got, CALL, sizeof CALL)))
        plain = at + (uint64_t)(found - bytes);
      if (!puppet->restorer && (found = memmem(bytes, (size_t)got, RESTORER, sizeof RESTORER)))
        puppet->restorer = at + (uint64_t)(found - bytes);
    }
  }
  fclose(maps);
  puppet->call = returning ? returning : plain;
  if (!returning) puppet->restorer = 0;
  return puppet->call ? 0 : ENOEXEC;
}

// Once it stands: it may have executed another program since.
static bool has_code(const struct adnet_puppet *puppet) {
  uint8_t code[sizeof RESTORER];
  size_t size = puppet->restorer ? sizeof CALL_RETURN : sizeof CALL;
  if (adnet_puppet_memory(puppet, code, puppet->call, size, false) != (int64_t)size) return false;
  if (memcmp(code, CALL_RETURN, size) != 0) return false;
  if (!puppet->restorer) return true;
  size = sizeof RESTORER;
  return adnet_puppet_memory(puppet, code, puppet->restorer, size, false) == (int64_t)size &&
         memcmp(code, RESTORER, size) == 0;
}

// MARK: stopping and letting go

static bool has(const struct adnet_puppet *puppet, pid_t thread) {
  for (int each = 0; each < puppet->count; each++)
    if (puppet->threads[each] == thread) return true;
  return false;
}

// A first thread that ended before the others stays, and can't be had.
static bool has_ended(const struct adnet_puppet *puppet, pid_t thread) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%d/task/%d/stat", puppet->process, thread);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return true;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  if (length <= 0) return true;
  text[length] = 0;
  const char *state = strrchr(text, ')');
  return !state || state[1] == 0 || state[2] == 'Z' || state[2] == 'X';
}

// 0 when it stands, and the status that says why; ESRCH when it has ended.
static int wait_for(pid_t thread, int64_t until, int *why) {
  for (int64_t began = adnet_puppet_now();;) {
    int status;
    pid_t got = waitpid(thread, &status, __WALL | WNOHANG);
    if (got < 0) return errno == ECHILD ? ESRCH : errno;
    if (got == thread) {
      *why = status;
      return WIFSTOPPED(status) ? 0 : ESRCH;
    }
    // It takes microseconds as a rule, and the process stands meanwhile.
    int64_t now = adnet_puppet_now();
    if (now > until) return ETIMEDOUT;
    if (now - began < 1000000) {
      sched_yield();
    } else {
      struct timespec nap = {.tv_nsec = 50000};
      nanosleep(&nap, NULL);
    }
  }
}

// Until it stands because we have interrupted it: a signal that it was just being told is told.
static int wait_for_trap(pid_t thread, int64_t until) {
  for (;;) {
    int why, error = wait_for(thread, until, &why);
    if (error || why >> 16 == PTRACE_EVENT_STOP) return error;
    if (ptrace(PTRACE_CONT, thread, 0, WSTOPSIG(why)) < 0) return errno;
  }
}

// All threads, also those that are made meanwhile: until a look finds no new one.
int adnet_puppet_stop(struct adnet_puppet *puppet) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/task", puppet->process);
  DIR *folder = opendir(path);
  if (!folder) return errno;
  int64_t until = adnet_puppet_now() + (int64_t)PATIENCE_MS * 1000000;
  int error = 0;
  for (bool is_new = true; is_new && !error;) {
    is_new = false;
    int first = puppet->count;
    rewinddir(folder);
    for (struct dirent *entry; !error && (entry = readdir(folder));) {
      pid_t thread = (pid_t)atoi(entry->d_name);
      if (thread <= 0 || has(puppet, thread)) continue;
      if (puppet->count == ADNET_PUPPET_THREADS) {
        error = E2BIG;
      } else if (ptrace(PTRACE_SEIZE, thread, 0, PTRACE_O_TRACESYSGOOD) < 0) {
        int why = errno;
        if (why != ESRCH && !has_ended(puppet, thread)) error = why;
      } else {
        puppet->threads[puppet->count++] = thread;
        is_new = true;
        if (ptrace(PTRACE_INTERRUPT, thread, 0, 0) < 0 && errno != ESRCH) error = errno;
      }
    }
    for (int each = first; each < puppet->count && !error; each++) {
      int ended = wait_for_trap(puppet->threads[each], until);
      if (ended == ESRCH)
        puppet->threads[each] = 0;
      else
        error = ended;
    }
  }
  closedir(folder);
  return error;
}

void adnet_puppet_let_go(const struct adnet_puppet *puppet) {
  for (int each = 0; each < puppet->count; each++)
    if (puppet->threads[each]) ptrace(PTRACE_DETACH, puppet->threads[each], 0, 0);
}

// MARK: calls in its name

int64_t adnet_puppet_memory(const struct adnet_puppet *puppet, void *ours, uint64_t theirs, size_t size,
                           bool writes) {
  struct iovec here = {ours, size}, there = {(void *)theirs, size};
  return writes ? process_vm_writev(puppet->process, &here, 1, &there, 1, 0)
                : process_vm_readv(puppet->process, &here, 1, &there, 1, 0);
}

static int set_registers(const struct adnet_puppet *puppet, struct user_regs_struct *registers) {
  struct iovec all = {registers, sizeof *registers};
  return ptrace(PTRACE_SETREGSET, puppet->thread, (void *)NT_PRSTATUS, &all) < 0 ? errno : 0;
}

static int get_registers(const struct adnet_puppet *puppet, struct user_regs_struct *registers) {
  struct iovec all = {registers, sizeof *registers};
  return ptrace(PTRACE_GETREGSET, puppet->thread, (void *)NT_PRSTATUS, &all) < 0 ? errno : 0;
}

// By the results that the kernel gives a call which it would begin anew (include/linux/errno.h).
bool adnet_puppet_is_interrupted(const struct user_regs_struct *registers) {
  int64_t result = (int64_t)registers->rax;
  bool again = result == -512 || result == -513 || result == -514 || result == -516;
  return again && (int64_t)registers->orig_rax >= 0;
}

// As it was, with the call that it waited in begun anew: the kernel does that only for who goes on where it was stopped
// (arch/x86/kernel/signal.c).
static void begin_anew(struct user_regs_struct *registers) {
  if (adnet_puppet_is_interrupted(registers)) {
    bool goes_on = (int64_t)registers->rax == -516;
    registers->rax = goes_on ? SYS_restart_syscall : registers->orig_rax;
    registers->rip -= sizeof CALL;
  }
  registers->orig_rax = (uint64_t)-1;
}

// What the thread goes on with when we are gone in the middle: at the end of each call lies the end of a signal's
// handler, which gives it back its registers and its mask of signals.
static void fill_frame(struct adnet_puppet *puppet) {
  struct adnet_frame *frame = &puppet->mine.frame;
  const struct user_regs_struct *from = &puppet->saved;
  frame->restorer = puppet->restorer;
  greg_t *to = frame->context.uc_mcontext.gregs;
  to[REG_R8] = (greg_t)from->r8, to[REG_R9] = (greg_t)from->r9;
  to[REG_R10] = (greg_t)from->r10, to[REG_R11] = (greg_t)from->r11;
  to[REG_R12] = (greg_t)from->r12, to[REG_R13] = (greg_t)from->r13;
  to[REG_R14] = (greg_t)from->r14, to[REG_R15] = (greg_t)from->r15;
  to[REG_RDI] = (greg_t)from->rdi, to[REG_RSI] = (greg_t)from->rsi;
  to[REG_RBP] = (greg_t)from->rbp, to[REG_RBX] = (greg_t)from->rbx;
  to[REG_RDX] = (greg_t)from->rdx, to[REG_RAX] = (greg_t)from->rax;
  to[REG_RCX] = (greg_t)from->rcx, to[REG_RSP] = (greg_t)from->rsp;
  to[REG_RIP] = (greg_t)from->rip, to[REG_EFL] = (greg_t)from->eflags;
  to[REG_CSGSFS] = (greg_t)((from->cs & 0xffff) | (from->ss & 0xffff) << 48);
  memcpy(&frame->context.uc_sigmask, &puppet->mask, sizeof puppet->mask);
  // UC_SIGCONTEXT_SS and UC_STRICT_RESTORE_SS (arch/x86/include/uapi/asm/ucontext.h).
  frame->context.uc_flags = 2 | 4;

  uint8_t *state = puppet->mine.state;
  struct iovec all = {state, ADNET_PUPPET_STATE};
  if (ptrace(PTRACE_GETREGSET, puppet->thread, (void *)NT_X86_XSTATE, &all) < 0) return;
  frame->context.uc_mcontext.fpregs = (void *)(puppet->address + offsetof(struct adnet_scratch, state));
  if (all.iov_len >= ADNET_PUPPET_STATE) {
    // With AMX it is larger than a signal's frame. The first part alone, which says that it is all there is.
    memset(state + 464, 0, 48);
    return;
  }
  // struct _fpx_sw_bytes (arch/x86/include/uapi/asm/sigcontext.h); the features are where ptrace(2) has them, too.
  struct {
    uint32_t first_mark, extended_size;
    uint64_t features;
    uint32_t size, padding[7];
  } software = {.first_mark = 0x46505853, .extended_size = (uint32_t)all.iov_len + 4,
                .size = (uint32_t)all.iov_len};
  memcpy(&software.features, state + 464, sizeof software.features);
  memcpy(state + 464, &software, sizeof software);
  const uint32_t last_mark = 0x46505845;
  memcpy(state + all.iov_len, &last_mark, sizeof last_mark);
  frame->context.uc_flags |= 1;  // UC_FP_XSTATE
}

// Whether a thread can make calls for us: 0 or an errno.
static int try_thread(struct adnet_puppet *puppet, pid_t thread, bool waits) {
  puppet->thread = thread;
  int error = get_registers(puppet, &puppet->saved);
  if (error) return error;
  if (puppet->saved.cs != 0x33) return ENOTSUP;  // __USER_CS: code of 32 bits has other calls
  bool is_waiting = adnet_puppet_is_interrupted(&puppet->saved) ||
                    ((int64_t)puppet->saved.orig_rax >= 0 && (int64_t)puppet->saved.rax == -EINTR);
  if (is_waiting != waits) return EAGAIN;
  begin_anew(&puppet->saved);
  if (ptrace(PTRACE_GETSIGMASK, thread, sizeof puppet->mask, &puppet->mask) < 0) return errno;
  puppet->address = (puppet->saved.rsp - RED_ZONE - sizeof puppet->mine) & ~UINT64_C(63);
  size_t size = sizeof puppet->theirs;
  bool has_room = adnet_puppet_memory(puppet, &puppet->theirs, puppet->address, size, false) == (int64_t)size;
  return has_room ? 0 : EFAULT;
}

// One that waits in a call, if there is one: what it had in registers is saved, and its stack is likely to be a large
// one. One that computes may have a small stack, with others' memory below (Go).
int adnet_puppet_take(struct adnet_puppet *puppet) {
  if (!has_code(puppet)) return ENOEXEC;
  int error = ESRCH;
  for (int pass = 0; pass < 2 && error; pass++)
    for (int each = 0; each < puppet->count && error; each++)
      if (puppet->threads[each]) error = try_thread(puppet, puppet->threads[each], pass == 0);
  if (error) return error;
  memset(&puppet->mine, 0, sizeof puppet->mine);
  fill_frame(puppet);
  adnet_puppet_before(puppet);
  size_t size = sizeof puppet->mine;
  return adnet_puppet_memory(puppet, &puppet->mine, puppet->address, size, true) == (int64_t)size ? 0 : EFAULT;
}

// The registers last: until then, whoever is gone leaves it to the frame.
int adnet_puppet_give_back(struct adnet_puppet *puppet) {
  adnet_puppet_before(puppet);
  int error = 0;
  if (ptrace(PTRACE_SETSIGMASK, puppet->thread, sizeof puppet->mask, &puppet->mask) < 0) error = errno;
  adnet_puppet_before(puppet);
  int failed = set_registers(puppet, &puppet->saved);
  // It doesn't stand where it should: it will need what lies on its stack.
  if (failed) return failed;
  adnet_puppet_before(puppet);
  size_t size = sizeof puppet->theirs;
  if (adnet_puppet_memory(puppet, &puppet->theirs, puppet->address, size, true) != (int64_t)size && !error)
    error = EFAULT;
  return error;
}

// One system call of the thread; its result, or a negative errno.
int64_t adnet_puppet_call(const struct adnet_puppet *puppet, long number, int64_t first, int64_t second,
                    int64_t third, int64_t fourth) {
  struct user_regs_struct registers = puppet->saved;
  registers.rip = puppet->call;
  registers.rsp = puppet->address;
  registers.rax = (uint64_t)number;
  registers.rdi = (uint64_t)first, registers.rsi = (uint64_t)second;
  registers.rdx = (uint64_t)third, registers.r10 = (uint64_t)fourth;
  adnet_puppet_before(puppet);
  int error = set_registers(puppet, &registers);
  if (error) return -error;
  adnet_puppet_before(puppet);
  // What it is told meanwhile, it is told after; the frame has its own mask.
  const uint64_t none = ~UINT64_C(0);
  if (ptrace(PTRACE_SETSIGMASK, puppet->thread, sizeof none, &none) < 0) return -errno;
  // Its beginning and its end; stops of another kind in between are passed over.
  for (int ends = 0; ends < 2;) {
    adnet_puppet_before(puppet);
    if (ptrace(PTRACE_SYSCALL, puppet->thread, 0, 0) < 0) return -errno;
    int why;
    if ((error = wait_for(puppet->thread, adnet_puppet_now() + INT64_C(1000000000), &why))) return -error;
    if (WSTOPSIG(why) == (SIGTRAP | 0x80)) ends++;
  }
  error = get_registers(puppet, &registers);
  return error ? -error : (int64_t)registers.rax;
}

#endif
