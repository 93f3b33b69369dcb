#pragma once
#include <stdint.h>

/// The listening TCP sockets of one family (AF_INET or AF_INET6), asked from the kernel directly:
/// /proc/net/tcp walks the table of all connections, which takes milliseconds.
/// Fills both arrays and returns how many there are, at most `capacity`; -1 with errno set, as
/// where the kernel has no such question.
int adnet_listening_ports(int family, uint16_t *_Nonnull ports, uint32_t *_Nonnull users,
                          int capacity);
