#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// What the kernel knows of a TCP connection (struct tcp_info of linux/tcp.h).
struct adnet_flow {
  /// Neither end has closed.
  bool is_established;
  /// Bytes that arrived and nobody has read.
  uint32_t unread;
  /// Bytes that a program has written and the other end has not confirmed.
  uint32_t unsent;
  /// Bytes that arrived, and that were written, since it began.
  uint64_t received;
  uint64_t written;
  /// Milliseconds since data last arrived, and was last sent; counted in the kernel's ticks.
  uint32_t since_received;
  uint32_t since_sent;
  /// The same since the other end last confirmed something.
  uint32_t since_confirmed;
  /// Packets with data, either way.
  uint32_t packets_in;
  uint32_t packets_out;
};

/// 0 or an errno.
int adnet_flow_of(int socket, struct adnet_flow *_Nonnull flow);
/// The first bytes that wait to be read, left where they are. What recv(2) gives, at once.
int64_t adnet_peek(int socket, uint8_t *_Nonnull bytes, int64_t room);

/// A descriptor of another process, with a number from `lowest` on; -1 with errno set.
int adnet_copy_descriptor(int process, int descriptor, int lowest);
/// Changes which events an epoll tells of a descriptor, both copies of another process's. The kernel
/// knows an entry by file and number, so the copy borrows its number here for a moment; EBUSY when
/// that is taken. 0 or an errno.
int adnet_epoll_modify(int epoll, int copy, int number, uint32_t events, uint64_t data);
/// The same for any operation of epoll_ctl(2).
int adnet_epoll_change(int epoll, int copy, int operation, int number, uint32_t events, uint64_t data);
/// Raises the limit of open descriptors to what the host allows this process, and tells it.
int64_t adnet_allow_descriptors(void);
/// From now on this thread has a table of descriptors of its own, a copy. 0 or an errno.
int adnet_separate_descriptors(void);
/// Nobody of the same account may look into this process any more.
void adnet_forbid_tracing(void);

/// The events that say that there is something to read, and the one that says that there is room to
/// write; and the flag of who wants to hear of changes alone.
extern const uint32_t adnet_epoll_reading, adnet_epoll_writing, adnet_epoll_edges;
