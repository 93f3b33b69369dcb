#pragma once
#include <stdbool.h>
#include <stdint.h>

/// What an ELF program needs of the machine and its libc, and what is here. Levels are those of the
/// x86-64 psABI: 1 (baseline) to 4; 0 where nothing is said.
struct adnet_elf_needs {
  int isa_level;
  /// The highest GLIBC_x.y that it refers to; 0.0 when it needs none.
  int glibc_major;
  int glibc_minor;
};

/// 0, or an errno value; EBADMSG for what is no whole program.
int adnet_elf_needs_of(int file, struct adnet_elf_needs *needs);

/// The level of this processor; 0 when it has none.
int adnet_isa_level(void);
/// As `2.36`.
const char *adnet_glibc_version(void);
