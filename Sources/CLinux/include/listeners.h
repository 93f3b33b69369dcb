#pragma once
#include <stdint.h>

/// The listening TCP sockets of one family (AF_INET or AF_INET6), asked from the kernel directly:
/// /proc/net/tcp walks the table of all connections, which takes milliseconds.
/// Fills both arrays and returns how many there are, at most `capacity`; -1 with errno set, as
/// where the kernel has no such question.
int adnet_listening_ports(int family, uint16_t *_Nonnull ports, uint32_t *_Nonnull users,
                          int capacity);

/// One listening socket.
struct adnet_listener {
  /// In network order: one word for IPv4, four for IPv6.
  uint32_t address[4];
  uint16_t port;
  /// Whom it belongs to.
  uint32_t user;
  /// Connections that wait to be accepted.
  uint32_t waiting;
  /// The control group of the process that made it: the inode of its folder. 0 where the kernel
  /// doesn't tell.
  uint64_t group;
  /// As in `socket:[N]` among a process's descriptors.
  uint32_t inode;
  /// An IPv6 socket that takes no IPv4.
  uint8_t is_ipv6_only;
};

typedef void (*adnet_listener_visit)(const struct adnet_listener *_Nonnull listener,
                                     void *_Nullable context);
/// Calls `visit` for each. 0, or -1 with errno set.
int adnet_visit_listeners(int family, adnet_listener_visit _Nonnull visit,
                          void *_Nullable context);
/// The same for UDP sockets that are bound and receive from anybody.
int adnet_visit_receivers(int family, adnet_listener_visit _Nonnull visit,
                          void *_Nullable context);
