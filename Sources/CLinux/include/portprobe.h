#pragma once
#include "notifier.h"
#include <stdint.h>

// What probes of a held port need of TCP. All return -1 with errno set.

/// How many finished connections of a listener nobody has accepted yet, and how many may wait.
int adnet_listener_queue(int listener, uint32_t *_Nonnull waiting, uint32_t *_Nonnull room);
/// Whether an IPv6 listener takes IPv4 connections too: 1 or 0.
int adnet_is_dual_stack(int listener);
/// A non-blocking socket that connects from `source`, whose port may be 0.
int adnet_connect_from(const struct adnet_address *_Nonnull source,
                       const struct adnet_address *_Nonnull target);
/// Whether the address is one of this host's own: 1 or 0. Sends nothing.
int adnet_is_own_address(const struct adnet_address *_Nonnull address);
/// Closes our direction as soon as there is a connection. 1 when the other kernel has confirmed
/// that, 0 when it hasn't yet.
int adnet_close_is_confirmed(int socket);
