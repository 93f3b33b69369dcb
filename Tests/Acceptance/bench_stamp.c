// The node of the start measurements: tells when its first instruction ran.
//   stamp launch PROGRAM ARGUMENT…   notes the time and becomes PROGRAM, as systemd would start it
//   stamp                            writes "BEFORE NOW" (ns) to $BENCH_OUT, listens on $BENCH_PORT
//                                    (when set), and waits for a signal
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_BOOTTIME, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int count, char **words) {
  char text[64];
  if (count > 2 && strcmp(words[1], "launch") == 0) {
    snprintf(text, sizeof text, "%d", getpid());
    setenv("LISTEN_PID", text, 1);
    snprintf(text, sizeof text, "%lld", now());
    setenv("BENCH_BEFORE", text, 1);
    execv(words[2], words + 2);
    return 127;
  }
  long long started = now();
  const char *before = getenv("BENCH_BEFORE"), *out = getenv("BENCH_OUT"),
             *port = getenv("BENCH_PORT");
  if (!before || !out) return 64;
  if (port) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((unsigned short)atoi(port)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int server = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server, (struct sockaddr *)&address, sizeof address) < 0 || listen(server, 16) < 0)
      return 1;
  }
  int file = open(out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  int length = snprintf(text, sizeof text, "%s %lld\n", before, started);
  if (file < 0 || write(file, text, (size_t)length) != length) return 1;
  close(file);
  for (;;) pause();
}
