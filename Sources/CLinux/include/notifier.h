#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum adnet_call { ADNET_CALL_OTHER = 0, ADNET_CALL_BIND = 1, ADNET_CALL_LISTEN = 2 };

/// A system call of the node that waits for our answer.
struct adnet_notification {
  uint64_t id;
  /// The thread that called.
  pid_t thread;
  enum adnet_call call;
  /// First argument: the socket's number in the node.
  int descriptor;
  /// bind: where the address is in the node's memory, and its length. listen: the backlog.
  uint64_t address;
  int length;
};

/// An IPv4 or IPv6 socket address. IPv4 uses the first four bytes.
struct adnet_address {
  /// 4, 6, or 0 for any other family.
  int family;
  uint8_t bytes[16];
  uint16_t port;
};

/// In the child: installs the filter on the calling thread. The notifier's descriptor, or -errno.
int adnet_notifier_install(void);
/// Why this kernel can't notify and hand descriptors over (an errno), or 0.
int adnet_notifier_supported(void);

/// 1 with a notification, 0 when there is none (the caller died), or -errno.
int adnet_notifier_receive(int listener, struct adnet_notification *_Nonnull notification);
/// Lets the kernel carry the call out itself.
void adnet_notifier_continue(int listener, uint64_t id);
/// The call returns `-error`, or 0.
void adnet_notifier_answer(int listener, uint64_t id, int error);
/// Puts `source` in place of the node's descriptor `target`. 0 or an errno.
int adnet_notifier_replace(int listener, uint64_t id, int source, int target, bool cloexec);

/// Reads a socket address from the node's memory. 0 or an errno.
int adnet_peek_address(pid_t thread, uint64_t at, int length,
                       struct adnet_address *_Nonnull address);
/// Our own duplicate of a descriptor of the node, or -errno.
int adnet_take_descriptor(pid_t thread, int descriptor);
/// The open flags of a descriptor of the node (O_NONBLOCK, O_CLOEXEC), or -errno.
extern const int adnet_cloexec;
int adnet_descriptor_flags(pid_t thread, int descriptor);
