#include "reuseport.h"

#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stddef.h>
#include <sys/socket.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int attach(int fd, struct sock_filter *code, unsigned short length) {
  struct sock_fprog program = {.len = length, .filter = code};
  return setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof program);
}

int adnet_reuseport_to_first(int fd) {
  struct sock_filter code[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
  return attach(fd, code, COUNT(code));
}

int adnet_reuseport_to_second_except(int fd, uint32_t exempt_ipv4_host_order) {
  // The program sees the packet from the TCP payload on; SKF_NET_OFF reaches back to the IP
  // header. Its version decides, not the socket's family: a dual-stack socket gets both kinds.
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, SKF_NET_OFF),
      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x40, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, SKF_NET_OFF + (int)offsetof(struct iphdr, saddr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, exempt_ipv4_host_order, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0),
      BPF_STMT(BPF_RET | BPF_K, 1),
  };
  return attach(fd, code, COUNT(code));
}
