#pragma once
#include <stdint.h>

/// Bytes that are allocated from the heap now, of all threads.
int64_t adnet_test_allocated(void);
