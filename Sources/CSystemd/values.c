#include "calls.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct visitor {
  adnet_value visit;
  void *context;
  const char *name;
  int row;
};

static void tell(struct visitor *v, const char *text) {
  v->visit(v->context, v->name, v->row, text);
}

static void tell_number(struct visitor *v, char type, uint64_t bits) {
  char text[32];
  switch (type) {
  case 'b': return tell(v, bits ? "yes" : "no");
  case 't': // systemd's infinity, of times as of sizes
    if (bits == UINT64_MAX) return tell(v, "infinity");
    snprintf(text, sizeof text, "%" PRIu64, bits);
    break;
  case 'n': snprintf(text, sizeof text, "%d", (int)(int16_t)bits); break;
  case 'i': snprintf(text, sizeof text, "%d", (int)(int32_t)bits); break;
  case 'x': snprintf(text, sizeof text, "%" PRId64, (int64_t)bits); break;
  default: snprintf(text, sizeof text, "%" PRIu64, bits);
  }
  tell(v, text);
}

static int basic(sd_bus_message *m, char type, struct visitor *v) {
  union {
    const char *text;
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;
    double real;
  } value = {0};
  int r = sd_bus_message_read_basic(m, type, &value);
  if (r < 0) return r;
  switch (type) {
  case 's':
  case 'o':
  case 'g': tell(v, value.text); break;
  case 'y': tell_number(v, type, value.u8); break;
  case 'n':
  case 'q': tell_number(v, type, value.u16); break;
  case 't':
  case 'x': tell_number(v, type, value.u64); break;
  case 'd':
    tell_number(v, 'x', (uint64_t)(int64_t)value.real);
    break;
  case 'h': break; // a descriptor: nobody's setting
  default: tell_number(v, type, value.u32);
  }
  return 0;
}

// All values in what is entered, one after the other.
static int leaves(sd_bus_message *m, struct visitor *v, int depth) {
  char type = 0;
  const char *contents = NULL;
  int r;
  while ((r = sd_bus_message_peek_type(m, &type, &contents)) > 0) {
    if (depth > 16) return -EBADMSG;
    if (type == 'a' && strcmp(contents, "y") == 0) {
      // May be a secret, such as that of SetCredential=: its length is all that is told.
      const void *bytes = NULL;
      size_t size = 0;
      r = sd_bus_message_read_array(m, 'y', &bytes, &size);
      if (r < 0) return r;
      tell_number(v, 't', size);
    } else if (contents) {
      r = sd_bus_message_enter_container(m, type, contents);
      if (r >= 0) r = leaves(m, v, depth + 1);
      if (r >= 0) r = sd_bus_message_exit_container(m);
      if (r < 0) return r;
    } else {
      r = basic(m, type, v);
      if (r < 0) return r;
    }
  }
  return r;
}

// What a variant holds: of a list each element is a row, anything else is one.
static int rows(sd_bus_message *m, struct visitor *v) {
  char type = 0;
  const char *contents = NULL;
  int r = sd_bus_message_peek_type(m, &type, &contents);
  if (r <= 0 || type != 'a' || strcmp(contents, "y") == 0) return r < 0 ? r : leaves(m, v, 0);
  char element[256];
  if (snprintf(element, sizeof element, "%s", contents) >= (int)sizeof element)
    return sd_bus_message_skip(m, NULL);
  r = sd_bus_message_enter_container(m, 'a', element);
  while (r >= 0 && (r = sd_bus_message_at_end(m, 0)) == 0) {
    r = sd_bus_message_peek_type(m, &type, &contents);
    if (r < 0) break;
    if (contents && !(type == 'a' && strcmp(contents, "y") == 0)) {
      r = sd_bus_message_enter_container(m, type, contents);
      if (r >= 0) r = leaves(m, v, 1);
      if (r >= 0) r = sd_bus_message_exit_container(m);
    } else if (contents) {
      r = sd_bus_message_skip(m, NULL);
    } else {
      r = basic(m, type, v);
    }
    v->row++;
  }
  return r < 0 ? r : sd_bus_message_exit_container(m);
}

static int all(sd_bus_message *m, struct visitor *v) {
  int r = sd_bus_message_enter_container(m, 'a', "{sv}");
  while (r >= 0 && (r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
    const char *contents = NULL;
    r = sd_bus_message_read_basic(m, 's', &v->name);
    if (r >= 0) r = sd_bus_message_peek_type(m, NULL, &contents);
    if (r >= 0) r = sd_bus_message_enter_container(m, 'v', contents);
    v->row = 0;
    if (r >= 0) tell(v, NULL);
    if (r >= 0) r = rows(m, v);
    if (r >= 0) r = sd_bus_message_exit_container(m);
    if (r >= 0) r = sd_bus_message_exit_container(m);
  }
  return r;
}

int adnet_bus_values(sd_bus *bus, const char *unit, const char *interface, adnet_value visit,
                     void *context, struct adnet_bus_error *error) {
  sd_bus_message *reply = NULL;
  int r = adnet_bus_get_all(bus, unit, interface, &reply, error);
  if (r < 0) return r;
  struct visitor visitor = {visit, context, "", 0};
  r = all(reply, &visitor);
  sd_bus_message_unref(reply);
  return r < 0 ? adnet_bus_failed(r, &SD_BUS_ERROR_NULL, error) : 0;
}
