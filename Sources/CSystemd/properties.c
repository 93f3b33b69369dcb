#include "calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The value of a variant that was entered; `contents` is its type.
static int read_value(sd_bus_message *m, const char *contents, const char *name,
                      adnet_property handler, void *context) {
  union {
    const char *text;
    uint64_t u64;
    int64_t i64;
    uint32_t u32;
    int32_t i32;
  } value;
  int r;
  if (strcmp(contents, "s") == 0 || strcmp(contents, "o") == 0) {
    r = sd_bus_message_read_basic(m, contents[0], &value);
    if (r > 0) handler(context, name, value.text, 0);
  } else if (strcmp(contents, "t") == 0 || strcmp(contents, "x") == 0) {
    r = sd_bus_message_read_basic(m, contents[0], &value);
    if (r > 0) handler(context, name, NULL, value.u64);
  } else if (strcmp(contents, "u") == 0 || strcmp(contents, "b") == 0) {
    r = sd_bus_message_read_basic(m, contents[0], &value);
    if (r > 0) handler(context, name, NULL, value.u32);
  } else if (strcmp(contents, "i") == 0) {
    r = sd_bus_message_read_basic(m, 'i', &value);
    if (r > 0) handler(context, name, NULL, (uint64_t)(int64_t)value.i32);
  } else if (strcmp(contents, "ay") == 0) {
    const void *bytes = NULL;
    size_t size = 0;
    char text[65] = "";
    r = sd_bus_message_read_array(m, 'y', &bytes, &size);
    if (r >= 0 && size <= 32) {
      for (size_t i = 0; i < size; i++)
        snprintf(text + 2 * i, 3, "%02x", ((const unsigned char *)bytes)[i]);
      handler(context, name, text, 0);
    }
  } else if (strcmp(contents, "as") == 0) {
    const char *text = NULL;
    r = sd_bus_message_enter_container(m, 'a', "s");
    while (r >= 0 && (r = sd_bus_message_read_basic(m, 's', &text)) > 0)
      handler(context, name, text, 0);
    if (r >= 0) r = sd_bus_message_exit_container(m);
  } else if (strcmp(contents, "(uo)") == 0) {
    // A job: its number alone.
    uint32_t job = 0;
    r = sd_bus_message_read(m, "(uo)", &job, NULL);
    if (r > 0) handler(context, name, NULL, job);
  } else {
    r = sd_bus_message_skip(m, contents);
  }
  return r < 0 ? r : 0;
}

static int read_all(sd_bus_message *m, adnet_property handler, void *context) {
  int r = sd_bus_message_enter_container(m, 'a', "{sv}");
  while (r >= 0 && (r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
    const char *name = NULL, *contents = NULL;
    r = sd_bus_message_read_basic(m, 's', &name);
    if (r >= 0) r = sd_bus_message_peek_type(m, NULL, &contents);
    if (r >= 0) r = sd_bus_message_enter_container(m, 'v', contents);
    if (r >= 0) r = read_value(m, contents, name, handler, context);
    if (r >= 0) r = sd_bus_message_exit_container(m);
    if (r >= 0) r = sd_bus_message_exit_container(m);
  }
  return r;
}

int adnet_bus_properties(sd_bus *bus, const char *unit, const char *interface,
                         adnet_property handler, void *context, struct adnet_bus_error *error) {
  sd_bus_message *reply = NULL;
  int r = adnet_bus_get_all(bus, unit, interface, &reply, error);
  if (r < 0) return r;
  r = read_all(reply, handler, context);
  sd_bus_message_unref(reply);
  return r < 0 ? adnet_bus_failed(r, &SD_BUS_ERROR_NULL, error) : 0;
}
