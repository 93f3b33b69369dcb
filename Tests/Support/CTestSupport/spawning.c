// Swift's Glibc module lacks spawn.h.
#define _GNU_SOURCE
#include "spawning.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

int adnet_test_spawn(pid_t *pid, char *const *words, const int *passed, int count,
                     const char *out, const char *err) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (int i = 0; i < count; i++) posix_spawn_file_actions_adddup2(&actions, passed[i], 3 + i);
  if (out) posix_spawn_file_actions_addopen(&actions, 1, out, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (err) posix_spawn_file_actions_addopen(&actions, 2, err, O_WRONLY | O_CREAT | O_APPEND, 0644);
  // What the test runner has open is not the child's business: NIO's listeners would go on there.
  posix_spawn_file_actions_addclosefrom_np(&actions, 3 + count);
  int error = posix_spawnp(pid, words[0], &actions, NULL, words, environ);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}
