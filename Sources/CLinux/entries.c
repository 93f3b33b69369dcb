#define _GNU_SOURCE
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int adnet_move_entry(int folder, const char *name, int target, const char *as) {
  return renameat2(folder, name, target, as, RENAME_NOREPLACE) == 0 ? 0 : errno;
}

int adnet_name_entry(int folder, const char *name) {
  return openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

int adnet_give_entry(int entry, uint32_t user, uint32_t group) {
  return fchownat(entry, "", user, group, AT_EMPTY_PATH) == 0 ? 0 : errno;
}
