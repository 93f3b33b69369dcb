// TOML text to a flat list of entries: toml++ behind a C interface, so that no C++ type and no
// exception reaches Swift.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Levels of nesting, of brackets and of dots in keys together.
enum { ADNET_TOML_DEEPEST = 128 };

typedef enum {
  ADNET_TOML_TABLE,
  ADNET_TOML_ARRAY,
  ADNET_TOML_STRING,
  ADNET_TOML_INTEGER,
  ADNET_TOML_FLOAT,
  ADNET_TOML_BOOLEAN,
  ADNET_TOML_DATE,
} adnet_toml_kind;

// One value. Parents come before their children; the root table itself isn't listed.
typedef struct {
  // Index of the table or array that holds this entry, or -1 at the top.
  ptrdiff_t parent;
  // The key in a table, not zero-terminated; null in an array, whose entries come in order.
  const char *key;
  size_t key_length;
  adnet_toml_kind kind;
  // Of a string, not zero-terminated: TOML strings may contain NUL.
  const char *text;
  size_t text_length;
  int64_t integer;
  double number;
  int boolean;
  // Where the key is, or the value in an array; both from 1.
  uint32_t line;
  uint32_t column;
} adnet_toml_entry;

typedef struct adnet_toml adnet_toml;

// Never null except without memory. Lives until adnet_toml_free, and its entries with it.
adnet_toml *adnet_toml_parse(const char *text, size_t length);
void adnet_toml_free(adnet_toml *document);

size_t adnet_toml_count(const adnet_toml *document);
const adnet_toml_entry *adnet_toml_entries(const adnet_toml *document);

// Zero-terminated; null when the text is valid TOML. With an error there are no entries.
const char *adnet_toml_error(const adnet_toml *document);
uint32_t adnet_toml_error_line(const adnet_toml *document);
uint32_t adnet_toml_error_column(const adnet_toml *document);

#ifdef __cplusplus
}
#endif
