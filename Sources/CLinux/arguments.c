#include "arguments.h"

static int count;
static char **words;

__attribute__((constructor)) static void remember(int argc, char **argv) {
  count = argc;
  words = argv;
}

int adnet_argument_count(void) { return count; }
const char *adnet_argument(int index) { return words[index]; }
