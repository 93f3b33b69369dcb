#pragma once
#include <stdint.h>

/// One message with one descriptor, on a unix socket. What sendmsg(2) gives.
int64_t adnet_send_descriptor(int socket, const uint8_t *_Nonnull bytes, int64_t count,
                              int descriptor);
/// One message, and the descriptor that came with it or -1; further ones are closed. What recvmsg(2)
/// gives, at once; at most `room` bytes.
int64_t adnet_receive_descriptor(int socket, uint8_t *_Nonnull bytes, int64_t room,
                                 int *_Nonnull descriptor);
