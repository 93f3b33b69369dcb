#pragma once
#include <stdbool.h>
#include <stdint.h>

/// One connection that another process is to lose.
struct adnet_severance {
  /// Its descriptor's number there, and the socket's inode.
  int32_t number;
  uint64_t inode;
  /// Our copies of the connection and of the epoll that watches it there, -1 for none. The first one's number is above
  /// all numbers of theirs, which are borrowed for a moment.
  int32_t connection;
  int32_t epoll;
  /// The events that this epoll is to tell, and the program's own word for it.
  uint32_t events;
  uint64_t data;
  /// Only when a thread waits to read from it, and no more bytes than these have come since it began.
  bool when_awaited;
  uint64_t received;
  /// Set: 0 when it is severed, or an errno. ENOENT: the process no longer had it; EBUSY: no thread waits for it.
  int32_t outcome;
};

/// The steps of a severing, in their order; where one failed.
enum adnet_severing_step {
  ADNET_SEVERING_CODE,
  ADNET_SEVERING_STOP,
  ADNET_SEVERING_EXCHANGE,
};

struct adnet_severing {
  /// 0 or an errno, and the step that had it.
  int32_t error;
  enum adnet_severing_step step;
  /// How long the process stood, in nanoseconds.
  int64_t stopped_ns;
  /// How many of its threads were stopped.
  int32_t threads;
};

/// Puts the end of a socket whose other end is closed in place of connections of another process, which must be
/// copied already: whatever it does with their numbers then, it does to that one. All its threads stand meanwhile,
/// and one of them makes the calls; calls that it was waiting in begin anew (ptrace(2)).
///
/// Whoever is killed in the middle leaves a process that goes on as it was, where its code has what that takes.
/// - process: its number, and a handle of it (pidfd_open(2)).
/// - before: called before each operation that changes the process; NULL for none.
struct adnet_severing adnet_sever(int32_t process, int handle, struct adnet_severance *_Nonnull all,
                                  int64_t count, void (*_Nullable before)(void));
