#pragma once
#include <stdint.h>

/// The listening TCP sockets of one family (AF_INET or AF_INET6), asked from the kernel directly:
/// /proc/net/tcp walks the table of all connections, which takes milliseconds.
/// Fills both arrays and returns how many there are, at most `capacity`; -1 with errno set, as
/// where the kernel has no such question.
int adnet_listening_ports(int family, uint16_t *_Nonnull ports, uint32_t *_Nonnull users,
                          int capacity);

/// One listening socket: its address in network order (one word for IPv4, four for IPv6), its port,
/// and the user it belongs to.
typedef void (*adnet_listener_visit)(const uint32_t *_Nonnull address, uint16_t port,
                                     uint32_t user, void *_Nullable context);
/// Calls `visit` for each. 0, or -1 with errno set.
int adnet_visit_listeners(int family, adnet_listener_visit _Nonnull visit,
                          void *_Nullable context);
