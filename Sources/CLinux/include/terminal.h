#pragma once

/// The width of the terminal behind the descriptor in columns, 0 when it isn't one.
int adnet_terminal_width(int fd);
