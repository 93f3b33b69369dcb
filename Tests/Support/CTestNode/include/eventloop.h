#pragma once
#include <stdint.h>

// epoll, accept4 and signalfd for Swift, which can't import them. All return -1 with errno set.

typedef struct {
  uint64_t token;
  uint32_t events;
} adnet_testnode_event;

int adnet_testnode_epoll_create(void);
// Edge-triggered, for reading, writing and the peer's close at once: what tokio asks for.
int adnet_testnode_epoll_add(int epoll, int fd, uint64_t token);
int adnet_testnode_epoll_remove(int epoll, int fd);
// Waits at most `timeout_ns`, or for ever when it is negative. 0 also when a signal interrupted.
int adnet_testnode_epoll_wait(int epoll, adnet_testnode_event *events, int capacity, int64_t timeout_ns);
// Accepts a connection, non-blocking and close-on-exec. `address` takes `*length` bytes.
int adnet_testnode_accept(int fd, void *address, uint32_t *length);
// Blocks the signals for this thread and those it will start, and returns a descriptor for them.
int adnet_testnode_signalfd(const int *signals, int count);
// The next signal that waits, 0 when none does.
int adnet_testnode_signalfd_next(int fd);
// Nobody without privilege may look into this process any more: prctl(2), PR_SET_DUMPABLE.
void adnet_testnode_forbid_looking(void);
