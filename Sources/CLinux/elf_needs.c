// What a program says of the processor and the libc that it needs.
#define _GNU_SOURCE
#include "elf_needs.h"

#include <elf.h>
#include <errno.h>
#include <gnu/libc-version.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#ifdef __x86_64__
#include <cpuid.h>
#endif

enum { MOST_SEGMENTS = 128, MOST_VERSIONS = 4096, MOST_NOTES = 4096 };

struct image {
  int file;
  Elf64_Phdr segments[MOST_SEGMENTS];
  int count;
};

static bool read_at(int file, uint64_t at, void *to, size_t size) {
  return at < INT64_MAX && pread(file, to, size, (off_t)at) == (ssize_t)size;
}

// Where in the file an address is.
static bool locate(const struct image *image, uint64_t address, uint64_t *at) {
  for (int i = 0; i < image->count; i++) {
    const Elf64_Phdr *segment = &image->segments[i];
    if (segment->p_type != PT_LOAD || address < segment->p_vaddr) continue;
    uint64_t inside = address - segment->p_vaddr;
    if (inside >= segment->p_filesz) continue;
    *at = segment->p_offset + inside;
    return true;
  }
  return false;
}

static void take_version(const char *name, struct adnet_elf_needs *needs) {
  int major = 0, minor = 0;
  if (sscanf(name, "GLIBC_%d.%d", &major, &minor) != 2) return;
  if (major > needs->glibc_major ||
      (major == needs->glibc_major && minor > needs->glibc_minor)) {
    needs->glibc_major = major;
    needs->glibc_minor = minor;
  }
}

static void read_versions(const struct image *image, const Elf64_Phdr *dynamic,
                          struct adnet_elf_needs *needs) {
  uint64_t needed = 0, strings = 0, count = 0;
  for (uint64_t at = 0; at + sizeof(Elf64_Dyn) <= dynamic->p_filesz; at += sizeof(Elf64_Dyn)) {
    Elf64_Dyn entry;
    if (!read_at(image->file, dynamic->p_offset + at, &entry, sizeof entry)) return;
    if (entry.d_tag == DT_NULL) break;
    if (entry.d_tag == DT_VERNEED) needed = entry.d_un.d_ptr;
    if (entry.d_tag == DT_VERNEEDNUM) count = entry.d_un.d_val;
    if (entry.d_tag == DT_STRTAB) strings = entry.d_un.d_ptr;
  }
  uint64_t at, names;
  if (needed == 0 || !locate(image, needed, &at) || !locate(image, strings, &names)) return;
  int left = MOST_VERSIONS;
  for (uint64_t i = 0; i < count && left > 0; i++) {
    Elf64_Verneed file;
    if (!read_at(image->file, at, &file, sizeof file)) return;
    uint64_t version_at = at + file.vn_aux;
    for (int j = 0; j < file.vn_cnt && left-- > 0; j++) {
      Elf64_Vernaux version;
      char name[32] = {0};
      if (!read_at(image->file, version_at, &version, sizeof version)) return;
      if (pread(image->file, name, sizeof name - 1, (off_t)(names + version.vna_name)) <= 0) return;
      take_version(name, needs);
      if (version.vna_next == 0) break;
      version_at += version.vna_next;
    }
    if (file.vn_next == 0) break;
    at += file.vn_next;
  }
}

// A property note: a header, "GNU", then type, size and data of each property, aligned to 8.
static void read_properties(const struct image *image, const Elf64_Phdr *note,
                            struct adnet_elf_needs *needs) {
  uint8_t bytes[MOST_NOTES];
  size_t size = note->p_filesz < sizeof bytes ? note->p_filesz : sizeof bytes;
  if (!read_at(image->file, note->p_offset, bytes, size)) return;
  Elf64_Nhdr head;
  if (size < sizeof head + 4) return;
  memcpy(&head, bytes, sizeof head);
  if (head.n_type != NT_GNU_PROPERTY_TYPE_0 || head.n_namesz != 4) return;
  size_t at = sizeof head + 4;
  while (at + 8 <= size) {
    uint32_t type, length, value;
    memcpy(&type, bytes + at, 4);
    memcpy(&length, bytes + at + 4, 4);
    at += 8;
    if (length > size - at) return;
    if (type == GNU_PROPERTY_X86_ISA_1_NEEDED && length == 4) {
      memcpy(&value, bytes + at, 4);
      int level = 0;
      if (value & GNU_PROPERTY_X86_ISA_1_BASELINE) level = 1;
      if (value & GNU_PROPERTY_X86_ISA_1_V2) level = 2;
      if (value & GNU_PROPERTY_X86_ISA_1_V3) level = 3;
      if (value & GNU_PROPERTY_X86_ISA_1_V4) level = 4;
      needs->isa_level = level;
    }
    at += (length + 7) & ~(uint32_t)7;
  }
}

int adnet_elf_needs_of(int file, struct adnet_elf_needs *needs) {
  memset(needs, 0, sizeof *needs);
  Elf64_Ehdr head;
  static const unsigned char magic[] = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB};
  if (!read_at(file, 0, &head, sizeof head) || memcmp(head.e_ident, magic, sizeof magic) != 0 ||
      head.e_phentsize != sizeof(Elf64_Phdr) || head.e_phnum > MOST_SEGMENTS)
    return EBADMSG;
  struct image image = {.file = file, .count = head.e_phnum};
  if (!read_at(file, head.e_phoff, image.segments, sizeof(Elf64_Phdr) * head.e_phnum)) return EBADMSG;
  for (int i = 0; i < image.count; i++) {
    const Elf64_Phdr *segment = &image.segments[i];
    if (segment->p_type == PT_DYNAMIC) read_versions(&image, segment, needs);
    if (segment->p_type == PT_GNU_PROPERTY) read_properties(&image, segment, needs);
  }
  return 0;
}

#ifdef __x86_64__
// The levels of the x86-64 psABI, of which each has what is below it.
int adnet_isa_level(void) {
  unsigned a, b, c, d, b7 = 0, c7, d7, extended = 0;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  unsigned one = c;
  if (__get_cpuid_count(7, 0, &a, &b7, &c7, &d7) == 0) b7 = 0;
  if (__get_cpuid(0x80000001, &a, &b, &c, &d)) extended = c;
  const unsigned v2 = bit_SSE3 | bit_SSSE3 | bit_SSE4_1 | bit_SSE4_2 | bit_POPCNT | bit_CMPXCHG16B;
  const unsigned v3 = bit_AVX | bit_F16C | bit_FMA | bit_MOVBE | bit_OSXSAVE;
  const unsigned v3_seven = bit_AVX2 | bit_BMI | bit_BMI2;
  const unsigned v4 = bit_AVX512F | bit_AVX512BW | bit_AVX512CD | bit_AVX512DQ | bit_AVX512VL;
  if ((one & v2) != v2 || !(extended & bit_LAHF_LM)) return 1;
  if ((one & v3) != v3 || (b7 & v3_seven) != v3_seven || !(extended & bit_LZCNT)) return 2;
  return (b7 & v4) == v4 ? 4 : 3;
}
#else
int adnet_isa_level(void) { return 0; }
#endif

const char *adnet_glibc_version(void) { return gnu_get_libc_version(); }
