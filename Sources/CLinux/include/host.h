#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// What the supervisor needs of the host, one call each, so that it links nothing else.

/// Milliseconds since boot, suspend included; milliseconds since 1970.
int64_t adnet_boottime_ms(void);
int64_t adnet_unix_ms(void);

/// The whole of a small file into `buffer`. Its length, or -errno; a larger file is -EFBIG.
int64_t adnet_read_file(const char *_Nonnull path, uint8_t *_Nonnull buffer, int64_t room);
/// The target of a symbolic link, not terminated. Its length, or -errno.
int64_t adnet_read_link(const char *_Nonnull path, uint8_t *_Nonnull buffer, int64_t room);
/// Replaces a file in one rename, mode 0644. 0 or an errno.
int adnet_replace_file(const char *_Nonnull path, const char *_Nonnull temporary,
                       const uint8_t *_Nonnull bytes, int64_t count);

/// 0 or an errno.
int adnet_remove_file(const char *_Nonnull path);

/// Opens the chain's lock file, inheritable over exec. The descriptor, or -errno.
int adnet_lock_open(const char *_Nonnull path);
/// Takes the lock, exclusively, without waiting. 0 or an errno (EWOULDBLOCK: held by another).
int adnet_lock_try(int descriptor);

/// Tells the service manager. 0, or an errno; 0 too where there is none.
int adnet_notify(const uint8_t *_Nonnull message, int64_t count);

/// Blocks the signals a supervisor acts on and returns their signalfd, or -errno.
int adnet_signals_open(void);
/// The next signal, or 0.
int adnet_signals_next(int descriptor);

/// Waits for input on up to 16 descriptors, negative ones skipped. A mask of those that have
/// some, or -errno; 0 after `timeout` milliseconds (-1: none).
int adnet_wait(const int *_Nonnull descriptors, int count, int timeout);

/// Reaps the process. 0, or an errno; `by_signal` and `value` say how it ended.
int adnet_reap(int pidfd, bool *_Nonnull by_signal, int *_Nonnull value);
int adnet_signal_process(int pidfd, int signal);
/// Unmaps the pages of code and constants that were needed so far. Most are for starting only, and
/// a supervisor then waits for weeks.
void adnet_forget_startup(void);
/// A descriptor of a process, or -errno.
int adnet_open_process(pid_t pid);

/// Ours among the descriptors passed by the service manager: their number; they start at 3.
int adnet_listen_descriptors(void);
/// The environment for the node: ours without what was meant for the supervisor alone, and then
/// `added`, `count` strings NAME=VALUE, which stay borrowed. The last of a name is the one that is kept.
char *_Nullable *_Nonnull adnet_node_environment(char *_Nullable const *_Nonnull added, int count);
const char *_Nullable adnet_environment(const char *_Nonnull name);
void adnet_close(int descriptor);
pid_t adnet_own_pid(void);
uid_t adnet_own_uid(void);
const char *_Nonnull adnet_error_text(int error);
const char *_Nonnull adnet_signal_name(int signal);
void adnet_print_error(const uint8_t *_Nonnull bytes, int64_t count);
void adnet_print(const uint8_t *_Nonnull bytes, int64_t count);
_Noreturn void adnet_exit(int code);

/// Constants that are macros in C.
extern const int adnet_would_block, adnet_no_file, adnet_no_process, adnet_sigterm, adnet_sigint,
    adnet_sigquit, adnet_sigkill, adnet_sigcont;
