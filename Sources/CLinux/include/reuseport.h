#pragma once
#include <stdint.h>

// Who of a SO_REUSEPORT group takes new connections. The group holds the node's socket, which is
// the first, and while a chain is drained the relay's, which is the second. Any descriptor of the
// group will do, once it listens. Both return 0, or -1 with errno.

// Every new connection goes to the first socket.
int adnet_reuseport_to_first(int fd);

// Every new connection goes to the second socket, except those that come from one IPv4 address.
int adnet_reuseport_to_second_except(int fd, uint32_t exempt_ipv4_host_order);
