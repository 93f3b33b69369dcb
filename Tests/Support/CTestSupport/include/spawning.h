#pragma once
#include <sys/types.h>

/// Starts a program found by PATH, with the caller's environment. The `count` descriptors of `passed`
/// become 3, 4, …; `out` and `err` are files to append to, or null for the caller's own.
/// Returns 0 or an errno.
int adnet_test_spawn(pid_t *_Nonnull pid, char *_Nullable const *_Nonnull words,
                     const int *_Nullable passed, int count, const char *_Nullable out,
                     const char *_Nullable err);
