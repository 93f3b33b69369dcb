#include "memory.h"

#include <malloc.h>

int64_t adnet_test_allocated(void) {
  struct mallinfo2 info = mallinfo2();
  return (int64_t)(info.uordblks + info.hblkhd);
}
