#pragma once
#include <stdint.h>
#include <sys/types.h>

// Small non-variadic faces of system calls that Swift can't import. All return -1 with errno set.

int adnet_eventfd(void);
// Blocks the signals for this thread and those it will start, and returns a descriptor for them.
int adnet_signalfd(const int *signals, int count);
// The next signal that waits, 0 when none does.
int adnet_signalfd_next(int fd);
// Reserves room for `length` bytes. 0 also where the file system can't reserve.
int adnet_reserve(int fd, int64_t length);
// The same from `offset` on, and -1 with EOPNOTSUPP where the file system can't.
int adnet_reserve_at(int fd, int64_t offset, int64_t length);
// Never to be copied on write, nor compressed: for an empty file on btrfs.
int adnet_forbid_copies(int fd);
// Makes the empty file `target` share all blocks of `source` until either is written to. -1 with
// EOPNOTSUPP, EXDEV, EINVAL or ENOTTY where the file system can't.
int adnet_reflink(int target, int source);
int adnet_peer(int fd, uint32_t *uid, uint32_t *gid, int32_t *pid);
// Fills `groups` and returns how many there are; -1 with ERANGE when `capacity` is too small.
int adnet_peer_groups(int fd, uint32_t *groups, int capacity);
// One dirent at a time: the name, or NULL at the end (errno 0) or on an error.
const char *adnet_folder_next(void *stream);

// Non-blocking and closed on exec.
int adnet_accept(int fd);
// For the calling thread.
void adnet_name_thread(const char *name);
// Two names change places as one step.
int adnet_exchange(const char *first, const char *second);
// Opens a path as a process sees it whose root directory `root` is: links are followed as there,
// never beyond it. Only a handle (O_PATH): nothing of the file is touched, so that a pipe or a device
// does nothing.
int adnet_open_in_root(int root, const char *path);
// Waits until all of its file system is on the disk.
int adnet_sync_fs(int fd);

// 1 when the kernel's clock is synchronised, 0 when not; `error` is the most that it may be off by,
// in microseconds.
int adnet_clock_synchronised(int64_t *error);

// Entries of folders that other accounts can write: by descriptor, never through a link.

/// EEXIST when something has the new name. 0 or an errno.
int adnet_move_entry(int folder, const char *name, int target, const char *as);
/// Names a file, a link too, without opening it. -1 with errno set.
int adnet_name_entry(int folder, const char *name);
/// Changes the owner of what such a descriptor names. 0 or an errno.
int adnet_give_entry(int entry, uint32_t user, uint32_t group);
