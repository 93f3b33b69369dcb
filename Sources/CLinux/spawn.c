// The fork-to-exec child is C: nothing of the Swift runtime may run between clone and exec.
#define _GNU_SOURCE
#include "spawn.h"
#include "descriptors.h"
#include "notifier.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// Shared between parent and child: the child runs in the parent's memory until it execs.
struct crossing {
  const struct adnet_spawn_request *request;
  pid_t parent;
  int channel;
  int listener_error;
  int error;
  const char *step;
};

static int child(void *argument) {
  struct crossing *crossing = argument;

  for (int number = 1; number < NSIG; number++) {
    // Only what isn't default already; SIGKILL, SIGSTOP and libc's own simply refuse.
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(number, &action, NULL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);

  if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0) {
    crossing->step = "set the parent death signal";
    goto failed;
  }
  // The parent may have died before the line above.
  if (getppid() != crossing->parent) _exit(111);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
    crossing->step = "set no_new_privs";
    goto failed;
  }
  // Whoever takes over the node's connections isn't its parent, but runs under the same account,
  // which is the chain's alone. Without Yama this is refused, and not needed.
  (void)prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
  if (crossing->request->notify) {
    int listener = adnet_notifier_install();
    if (listener < 0) {
      crossing->listener_error = -listener;
    } else {
      uint8_t byte = 0;
      int64_t sent = adnet_send_descriptor(crossing->channel, &byte, 1, listener);
      crossing->listener_error = sent == 1 ? 0 : errno;
      if (crossing->listener_error != 0) {
        // Without a reader every bind would fail with ENOSYS: better not to run at all.
        crossing->step = "hand over the notifier";
        crossing->error = crossing->listener_error;
        _exit(111);
      }
    }
  }
  execve(crossing->request->path, crossing->request->argv, crossing->request->envp);
  crossing->step = "execute";
failed:
  crossing->error = errno;
  _exit(111);
}

int adnet_spawn(const struct adnet_spawn_request *request, struct adnet_spawn_result *result,
                const char **step) {
  static char stack[64 * 1024] __attribute__((aligned(16)));
  int channel[2];
  *step = "make a socket pair";
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) < 0) return errno;

  struct crossing crossing = {.request = request, .parent = getpid(), .channel = channel[1]};
  result->pidfd = -1;
  result->listener = -1;
  // VFORK: we stand still until the child has execed or died, so `crossing` and `stack` are ours
  // again when clone returns.
  result->pid = clone(child, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD,
                      &crossing, &result->pidfd);
  if (result->pid < 0) {
    *step = "clone";
    int error = errno;
    close(channel[0]);
    close(channel[1]);
    return error;
  }
  if (request->notify && crossing.listener_error == 0) {
    uint8_t byte;
    (void)adnet_receive_descriptor(channel[0], &byte, 1, &result->listener);
  }
  result->listener_error = crossing.listener_error;
  close(channel[0]);
  close(channel[1]);
  if (crossing.error != 0) {
    *step = crossing.step;
    if (result->listener >= 0) close(result->listener);
    close(result->pidfd);
    return crossing.error;
  }
  return 0;
}
