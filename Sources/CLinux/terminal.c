#define _GNU_SOURCE
#include "terminal.h"

#include <sys/ioctl.h>

int adnet_terminal_width(int fd) {
  struct winsize size;
  return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
