#pragma once
#include <stdbool.h>
#include <sys/types.h>

/// What to start, and how. Pointers are borrowed for the call.
struct adnet_spawn_request {
  const char *_Nonnull path;
  char *_Nullable const *_Nonnull argv;
  char *_Nullable const *_Nonnull envp;
  /// Install the seccomp notifier for bind and listen.
  bool notify;
};

/// What came of it.
struct adnet_spawn_result {
  pid_t pid;
  int pidfd;
  /// The notifier's descriptor, or -1.
  int listener;
  /// The errno that kept the notifier from being installed, or 0: not fatal.
  int listener_error;
};

/// Starts a process that dies by SIGTERM with the calling thread, can gain no privilege, and has
/// default signal handling. Returns 0, or the errno of the step that failed, named in `step`.
int adnet_spawn(const struct adnet_spawn_request *_Nonnull request,
                struct adnet_spawn_result *_Nonnull result,
                const char *_Nullable *_Nonnull step);
