// Descriptors that are passed between processes.
#define _GNU_SOURCE
#include "descriptors.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 8 };

union control {
  struct cmsghdr align;
  char space[CMSG_SPACE(sizeof(int) * MOST)];
};

int64_t adnet_send_descriptor(int socket, const uint8_t *bytes, int64_t count, int descriptor) {
  union control control;
  memset(&control, 0, sizeof control);
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = (size_t)count};
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = &control,
                           .msg_controllen = CMSG_SPACE(sizeof descriptor)};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof descriptor);
  memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  return sendmsg(socket, &message, MSG_NOSIGNAL);
}

int64_t adnet_receive_descriptor(int socket, uint8_t *bytes, int64_t room, int *descriptor) {
  union control control;
  memset(&control, 0, sizeof control);
  struct iovec part = {.iov_base = bytes, .iov_len = (size_t)room};
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = &control,
                           .msg_controllen = sizeof control};
  *descriptor = -1;
  int64_t got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (got < 0) return got;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t index = 0; index < count; index++) {
      int each;
      memcpy(&each, CMSG_DATA(header) + index * sizeof each, sizeof each);
      if (*descriptor < 0)
        *descriptor = each;
      else
        close(each);
    }
  }
  return got;
}
