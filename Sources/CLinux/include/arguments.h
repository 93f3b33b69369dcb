#pragma once

/// The command line, as the C runtime got it: Embedded Swift has no CommandLine.
int adnet_argument_count(void);
const char *_Nonnull adnet_argument(int index);
