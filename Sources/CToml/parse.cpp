#include "CToml.h"

#include <new>
#include <string>
#include <vector>

// The parser checks its own assumptions with assert, and a mere `[}` breaks one. An operator's typing
// error must not end the daemon, so a broken assumption is an error like any other. This needs
// exceptions: without them the parser goes on after an error.
struct Surprise {};
#undef NDEBUG
#define TOML_ASSERT(condition) ((condition) ? static_cast<void>(0) : throw Surprise{})
#define TOML_EXCEPTIONS 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

struct adnet_toml {
  // Owns the strings that the entries point into.
  toml::table root;
  std::vector<adnet_toml_entry> entries;
  bool failed = false;
  std::string error;
  toml::source_position where{};
};

namespace {

adnet_toml_kind kind_of(const toml::node &node) {
  switch (node.type()) {
  case toml::node_type::table: return ADNET_TOML_TABLE;
  case toml::node_type::array: return ADNET_TOML_ARRAY;
  case toml::node_type::string: return ADNET_TOML_STRING;
  case toml::node_type::integer: return ADNET_TOML_INTEGER;
  case toml::node_type::floating_point: return ADNET_TOML_FLOAT;
  case toml::node_type::boolean: return ADNET_TOML_BOOLEAN;
  case toml::node_type::none:
  case toml::node_type::date:
  case toml::node_type::time:
  case toml::node_type::date_time: break;
  }
  return ADNET_TOML_DATE;
}

void add_children(adnet_toml &document, const toml::node &node, ptrdiff_t parent);

// The depth of nesting is bounded before, and with it this recursion.
void add(adnet_toml &document, const toml::key *key, const toml::node &node, ptrdiff_t parent) {
  adnet_toml_entry entry{};
  entry.parent = parent;
  entry.kind = kind_of(node);
  if (key) {
    entry.key = key->data();
    entry.key_length = key->length();
  }
  if (const auto *value = node.as_string()) {
    entry.text = value->get().data();
    entry.text_length = value->get().size();
  }
  if (const auto *value = node.as_integer()) entry.integer = value->get();
  if (const auto *value = node.as_floating_point()) entry.number = value->get();
  if (const auto *value = node.as_boolean()) entry.boolean = value->get();
  const toml::source_position place = key ? key->source().begin : node.source().begin;
  entry.line = place.line;
  entry.column = place.column;
  document.entries.push_back(entry);
  add_children(document, node, static_cast<ptrdiff_t>(document.entries.size()) - 1);
}

void add_children(adnet_toml &document, const toml::node &node, ptrdiff_t parent) {
  if (const auto *table = node.as_table())
    for (auto &&[key, value] : *table) add(document, &key, value, parent);
  if (const auto *array = node.as_array())
    for (auto &&value : *array) add(document, nullptr, value, parent);
}

bool surprises(std::string_view text) {
  try {
    const auto ignored = toml::parse(text);
    return false;
  } catch (const toml::parse_error &) {
    return false;
  } catch (const Surprise &) {
    return true;
  }
}

// The first line with which the text up to its end surprises the parser, which reads in order.
uint32_t surprising_line(std::string_view text) {
  std::vector<size_t> ends;
  for (size_t at = 0; at < text.size(); at++)
    if (text[at] == '\n') ends.push_back(at + 1);
  size_t low = 0, high = ends.size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (surprises(text.substr(0, ends[middle]))) high = middle;
    else low = middle + 1;
  }
  return static_cast<uint32_t>(low + 1);
}

// Where keys such as a.b.c, tables and arrays are nested too deeply, in bytes from the start; npos if
// nowhere. The parser bounds brackets, but no dots, and it, its destructor and our callers recurse.
size_t too_deep(std::string_view text) {
  std::vector<size_t> levels{0}; // the dots of a key, for each bracket that is open
  size_t depth = 0;
  for (size_t at = 0; at < text.size(); at++) {
    const char sign = text[at];
    if (sign == '#') {
      while (at + 1 < text.size() && text[at + 1] != '\n') at++;
    } else if (sign == '"' || sign == '\'') {
      const size_t length = text.substr(at, 3) == std::string(3, sign) ? 3 : 1;
      const std::string_view quotes = text.substr(at, length);
      for (at += length; at < text.size() && text.substr(at, length) != quotes; at++) {
        if (sign == '"' && text[at] == '\\') at++;
        if (length == 1 && at < text.size() && text[at] == '\n') {
          at--;
          break;
        }
      }
      at += length - 1;
    } else if (sign == '{' || sign == '[') {
      levels.push_back(0);
      depth++;
    } else if ((sign == '}' || sign == ']') && levels.size() > 1) {
      depth -= levels.back() + 1;
      levels.pop_back();
    } else if (sign == ',' || sign == '\n') {
      depth -= levels.back();
      levels.back() = 0;
    } else if (sign == '.') {
      levels.back()++;
      depth++;
    }
    if (depth > ADNET_TOML_DEEPEST) return at;
  }
  return std::string_view::npos;
}

toml::source_position position(std::string_view text, size_t offset) {
  toml::source_position where{1, 1};
  for (const char sign : text.substr(0, offset)) {
    if (sign == '\n') where = {where.line + 1, 1};
    else if ((sign & 0xc0) != 0x80) where.column++;
  }
  return where;
}

void read(adnet_toml &document, std::string_view text) {
  if (const size_t offset = too_deep(text); offset != std::string_view::npos) {
    document.failed = true;
    document.error = "more than " + std::to_string(ADNET_TOML_DEEPEST) + " levels of nesting";
    document.where = position(text, offset);
    return;
  }
  try {
    document.root = toml::parse(text);
    add_children(document, document.root, -1);
  } catch (const toml::parse_error &error) {
    document.failed = true;
    document.error = std::string{error.description()};
    document.where = error.source().begin;
  } catch (const Surprise &) {
    document.failed = true;
    document.error = "this line can't be understood";
    document.where = {surprising_line(text), 1};
  }
}

} // namespace

extern "C" adnet_toml *adnet_toml_parse(const char *text, size_t length) {
  adnet_toml *document = nullptr;
  try {
    document = new adnet_toml;
    read(*document, std::string_view{text, length});
    return document;
  } catch (...) {
    delete document;
    return nullptr;
  }
}

extern "C" void adnet_toml_free(adnet_toml *document) { delete document; }

extern "C" size_t adnet_toml_count(const adnet_toml *document) { return document->entries.size(); }

extern "C" const adnet_toml_entry *adnet_toml_entries(const adnet_toml *document) {
  return document->entries.data();
}

extern "C" const char *adnet_toml_error(const adnet_toml *document) {
  return document->failed ? document->error.c_str() : nullptr;
}

extern "C" uint32_t adnet_toml_error_line(const adnet_toml *document) {
  return document->where.line;
}

extern "C" uint32_t adnet_toml_error_column(const adnet_toml *document) {
  return document->where.column;
}
