#pragma once
#include "notifier.h"
#include <stdbool.h>
#include <stdint.h>

/// Parses an IPv4 or IPv6 address without port. 0 or EINVAL.
int adnet_parse_address(const char *_Nonnull text, struct adnet_address *_Nonnull address);
/// Writes `1.2.3.4:80` or `[::1]:80` with a terminating zero; `text` has room for 64 bytes.
void adnet_format_address(const struct adnet_address *_Nonnull address, char *_Nonnull text);
/// The local address of a socket. 0 or an errno.
int adnet_socket_address(int socket, struct adnet_address *_Nonnull address);
/// The address at the other end; IPv4 as such, on a dual-stack socket too. 0 or an errno.
int adnet_socket_remote_address(int socket, struct adnet_address *_Nonnull address);
/// listen(2). 0 or an errno.
int adnet_socket_listen(int socket, int backlog);
/// Whether it is a TCP socket.
bool adnet_socket_is_tcp(int socket);
/// A number that is the same for all descriptors of one socket, or 0.
uint64_t adnet_socket_cookie(int socket);
/// Makes `held` behave like the node's own socket: O_NONBLOCK as in `flags`, and the options a
/// server sets before bind, so that none of an earlier node's stick to it.
void adnet_socket_take_over(int held, int own, int flags);

/// How many TCP sockets listen on exactly this address; -1 when the kernel can't say.
int adnet_count_listeners(const struct adnet_address *_Nonnull address);

/// Whether a TCP socket listens on `port` for the user `uid`, in the family of `address`: for where
/// the node's calls can't be seen.
bool adnet_someone_listens(const struct adnet_address *_Nonnull address, uint16_t port, uid_t uid);
